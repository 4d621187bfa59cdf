import { spawnSync } from 'node:child_process';

/** One command's runs: milliseconds of wall time, sorted, and the largest resident set in MB. */
export interface Runs {
  readonly times: readonly number[];
  readonly median: number;
  readonly peak: number;
}

/** Shows the largest resident set of a Node process on its way out, on a descriptor of its own. */
const RSS_HOOK = `data:text/javascript,import{writeSync}from'node:fs';process.on('exit',()=>{try{writeSync(3,String(process.resourceUsage().maxRSS))}catch{}})`;

/** Runs two commands in turn, A B A B …, so that a machine that slows down slows both. */
export function inTurn(a: readonly string[], b: readonly string[], rounds: number): [Runs, Runs] {
  const times: [number[], number[]] = [[], []];
  for (let round = -2; round < rounds; round++) {
    const [first, second] = [timeOf(a), timeOf(b)];
    if (round < 0) continue;
    times[0].push(first);
    times[1].push(second);
  }
  return [runsOf(times[0], peakOf(a)), runsOf(times[1], peakOf(b))];
}

/** Wall time of one run in milliseconds; its output is thrown away. */
export function timeOf(command: readonly string[]): number {
  const [program = '', ...args] = command;
  const began = performance.now();
  const { error } = spawnSync(program, args, { stdio: ['ignore', 'ignore', 'inherit'] });
  if (error) throw error;
  return performance.now() - began;
}

/** Processor time of one run in milliseconds, as the shell counts it; NaN where there is none that does. */
export function cpuOf(command: readonly string[]): number {
  const script = 'TIMEFORMAT="%U %S"; time "$@" > /dev/null 2> /dev/null';
  const { stderr } = spawnSync('bash', ['-c', script, 'bash', ...command], { encoding: 'utf8' });
  const [user = Number.NaN, system = Number.NaN] = stderr?.trim().split(' ').map(Number) ?? [];
  return (user + system) * 1000;
}

/** The largest resident set of one run in MB; NaN for what is not Node. */
export function peakOf(command: readonly string[]): number {
  const [program = '', ...args] = command;
  if (program !== process.execPath) return Number.NaN;
  const { output } = spawnSync(program, ['--import', RSS_HOOK, ...args], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    encoding: 'utf8',
  });
  return Number(output[3]) / 1024;
}

function runsOf(times: readonly number[], peak: number): Runs {
  const sorted = times.toSorted((x, y) => x - y);
  return { times: sorted, median: sorted[Math.floor(sorted.length / 2)] ?? Number.NaN, peak };
}

/** A line of a result, aligned for reading. */
export function report(name: string, value: string): void {
  console.log(`${name.padEnd(44)} ${value}`);
}
