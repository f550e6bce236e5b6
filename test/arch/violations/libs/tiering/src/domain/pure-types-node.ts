export const bad = process.pid;
