import { dayNumber, parseIsoDate } from '@bailiwick/kernel';
console.log(dayNumber(parseIsoDate('2026-11-22')!));
