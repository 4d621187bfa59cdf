import { spawnSync } from 'node:child_process';

/** What one run of a command took: seconds by the clock and of processor time, and its largest resident set in MB. */
export interface Run {
  readonly wall: number;
  readonly cpu: number;
  readonly peak: number;
}

const ROUNDS = 3;

/** The best of some rounds in turn, by processor time, so that a machine that slows down slows all. */
export function best(commands: readonly (readonly string[])[], rounds = ROUNDS): Run[] {
  const runs = commands.map(() => [] as Run[]);
  for (let round = 0; round < rounds; round++)
    commands.forEach((command, at) => runs[at]?.push(measured(command)));
  return runs.map((list) => list.toSorted((a, b) => a.cpu - b.cpu)[0] as Run);
}

/**
 * Runs a command once.
 *
 * @throws Error when it fails; 1 is an answer, and 3 too
 */
export function measured(command: readonly string[]): Run {
  const { stderr, status } = spawnSync('/usr/bin/time', ['-f', '%e %U %S %M', ...command], {
    encoding: 'utf8',
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  if (status !== 0 && status !== 1 && status !== 3) throw new Error(`${command.join(' ')}: ${stderr}`);
  const [wall = 0, user = 0, system = 0, peak = 0] = (stderr.trim().split('\n').at(-1) ?? '')
    .split(' ')
    .map(Number);
  return { wall, cpu: user + system, peak: peak / 1024 };
}

/** A run in words. */
export function shown({ wall, cpu, peak }: Run): string {
  return `${wall.toFixed(2)} s, ${cpu.toFixed(2)} s of CPU, ${peak.toFixed(0)} MB`;
}

/** The command that sweeps a folder. */
export function sweepOf(hosts: string, ...options: readonly string[]): string[] {
  return [process.execPath, 'bin/interdict.js', 'sweep', hosts, '--no-progress', ...options];
}
