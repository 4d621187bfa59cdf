import type { BlockDevice } from './device.ts';

/** Where a piece of a file or a volume lies: `length` bytes from `at` of it are `length` bytes at `start` of a device. */
export interface Run {
  readonly at: number;
  readonly length: number;
  /** Undefined for a hole or what was never written: zeros. */
  readonly start: number | undefined;
}

/** The run that holds a byte, or the first after it; runs are in order and do not overlap. */
function firstRun(runs: readonly Run[], at: number): number {
  let low = 0;
  let high = runs.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const run = runs[middle] as Run;
    if (run.at + run.length <= at) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * Bytes of something that lies in runs on a device; what no run holds is zeros.
 *
 * @throws SyntaxError when a run leads beyond the device
 */
export function readRuns(
  device: BlockDevice,
  runs: readonly Run[],
  offset: number,
  length: number,
): Uint8Array {
  let next = firstRun(runs, offset);
  const first = runs[next];
  if (first?.start !== undefined && first.at <= offset && offset + length <= first.at + first.length)
    return device.read(first.start + offset - first.at, length);
  const whole = new Uint8Array(length);
  for (let run = runs[next]; run && run.at < offset + length; run = runs[++next]) {
    if (run.start === undefined) continue;
    const from = Math.max(run.at, offset);
    const to = Math.min(run.at + run.length, offset + length);
    whole.set(device.read(run.start + from - run.at, to - from), from - offset);
  }
  return whole;
}

/**
 * Runs in order, each beginning where the one before it ends or later.
 *
 * @throws SyntaxError when two overlap
 */
export function inOrder(runs: Run[], what: string): Run[] {
  runs.sort((a, b) => a.at - b.at);
  for (let next = 1; next < runs.length; next++) {
    const before = runs[next - 1] as Run;
    if (before.at + before.length > (runs[next] as Run).at)
      throw new SyntaxError(`${what}: two extents overlap`);
  }
  return runs;
}
