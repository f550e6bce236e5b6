import { statfs } from 'node:fs/promises';
import { cpus, loadavg, totalmem } from 'node:os';

/** What figures were measured on: they mean nothing without it. */
export interface Machine {
  readonly cores: number;
  readonly cpu: string;
  readonly memoryGb: number;
  readonly node: string;
  readonly platform: string;
  /** Of the folder that was written to: durable writes to a file system in memory cost nothing. */
  readonly fileSystem: string;
}

const FILE_SYSTEMS: Readonly<Record<number, string>> = {
  0xef53: 'ext4',
  0x01021994: 'tmpfs',
  0x58465342: 'xfs',
  0x9123683e: 'btrfs',
  0x794c7630: 'overlayfs',
};

export async function describeMachine(folder: string): Promise<Machine> {
  const { type } = await statfs(folder);
  const processors = cpus();
  return {
    cores: processors.length,
    cpu: processors[0]?.model.trim() ?? 'unknown',
    memoryGb: Math.round(totalmem() / 2 ** 30),
    node: process.versions.node,
    platform: `${process.platform} ${process.arch}`,
    fileSystem: FILE_SYSTEMS[type] ?? `0x${type.toString(16)}`,
  };
}

/** The load average of the last minute. */
export function load(): number {
  return Math.round(loadavg()[0]! * 100) / 100;
}

/** The middle value; of an even number the lower one of the two. */
export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor((values.length - 1) / 2)] ?? Number.NaN;
}

/** A machine, and how busy it was before and after. */
export interface LoadedMachine extends Machine {
  readonly loadBefore: number;
  readonly loadAfter: number;
}

/** What figures were measured on as a line of a report. */
export function machineLine(machine: LoadedMachine, ...more: readonly string[]): string {
  const { cores, cpu, memoryGb, node, loadBefore, loadAfter } = machine;
  const what = [`${cores} × ${cpu}`, `${memoryGb} GB`, `Node ${node}`, ...more];
  return `${what.join(', ')}, load ${loadBefore} before and ${loadAfter} after`;
}
