// One server as a process of its own: started on free ports, watched, stopped.
import { spawn } from 'node:child_process';
import { openSync, closeSync, readFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';

const START_TIMEOUT_MS = 90_000;
const LOG_TAIL = 4_000;

/** Numbers of ports that nobody listens on now. */
export async function freePorts(count) {
  const servers = await Promise.all(
    Array.from({ length: count }, () => {
      const server = createServer();
      return new Promise((resolve, reject) => {
        server.on('error', reject);
        server.listen(0, '127.0.0.1', () => resolve(server));
      });
    }),
  );
  const ports = servers.map((server) => server.address().port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

/**
 * Starts a command whose output goes to `server.log` in `directory`; its standard input stays open as long as this
 * process lives, and the servers end with it.
 */
export function startChild(command, args, directory) {
  const log = join(directory, 'server.log');
  const output = openSync(log, 'a');
  const child = spawn(command, args, { cwd: directory, stdio: ['pipe', output, output] });
  closeSync(output);
  child.stdin.on('error', () => undefined);
  const exited = new Promise((resolve) => {
    child.on('error', (error) => resolve(String(error)));
    child.on('exit', (code, signal) => resolve(`ended with ${code ?? signal}`));
  });
  return { pid: child.pid, exited, log, kill: () => child.kill('SIGKILL') };
}

/** Resolves when `isReady()` does with true; rejects when the child ends before, or after 90 s. */
export async function untilReady(name, child, isReady) {
  const deadline = performance.now() + START_TIMEOUT_MS;
  let end;
  void child.exited.then((how) => (end = how));
  while (!(await isReady())) {
    if (end === undefined && performance.now() > deadline) end = 'did not answer in time';
    if (end !== undefined)
      throw new Error(`${name} ${end}:\n${readFileSync(child.log, 'utf8').slice(-LOG_TAIL)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Sends `request` to a port of this machine; true when an answer (with no request: a connection) comes. */
export function answers(port, request) {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const finish = (result) => {
      socket.destroy();
      resolve(result);
    };
    socket.setTimeout(2_000, () => finish(false));
    socket.on('error', () => finish(false));
    socket.on('close', () => finish(false));
    socket.on('connect', () => (request ? socket.write(request) : finish(true)));
    socket.on('data', () => finish(true));
  });
}
