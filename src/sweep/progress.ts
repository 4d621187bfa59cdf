import { warn } from '../report/warn.ts';
import type { Io } from '../types.ts';

/** Shows how far a sweep is. */
export interface Progress {
  /** So many hosts are done. */
  at(done: number): void;
  end(): void;
}

/** Milliseconds between two lines where there is no terminal. */
const PAUSE = 10_000;

const SILENT: Progress = { at: () => undefined, end: () => undefined };

/** A bar with rate and time left on a terminal, else a line every ten seconds, on standard error. */
export async function progressOn(io: Io, total: number, isWanted: boolean): Promise<Progress> {
  if (!isWanted || total === 0) return SILENT;
  return io.stderr.isTTY && !io.env['CI'] ? bar(io, total) : lines(io, total);
}

async function bar(io: Io, total: number): Promise<Progress> {
  const { default: cli } = await import('cli-progress');
  const drawn = new cli.SingleBar({
    stream: io.stderr,
    format: '{bar} {value} of {total} hosts, {rate} a second, {left} left',
    barsize: 24,
    hideCursor: true,
    clearOnComplete: true,
    etaBuffer: 100,
  });
  const began = performance.now();
  drawn.start(total, 0, { rate: '-', left: '-' });
  return {
    at: (done) => drawn.update(done, pace(done, total, began)),
    end: () => drawn.stop(),
  };
}

function lines(io: Io, total: number): Progress {
  const began = performance.now();
  let reported = began;
  return {
    at(done) {
      const now = performance.now();
      if (now - reported < PAUSE) return;
      reported = now;
      const { rate, left } = pace(done, total, began);
      warn(io, `${done} of ${total} hosts, ${rate} a second, ${left} left`);
    },
    end: () => undefined,
  };
}

function pace(done: number, total: number, began: number): { rate: string; left: string } {
  const perSecond = (done / Math.max(1, performance.now() - began)) * 1000;
  const seconds = Math.ceil((total - done) / Math.max(perSecond, 0.001));
  return { rate: perSecond.toFixed(perSecond < 10 ? 1 : 0), left: clock(seconds) };
}

function clock(seconds: number): string {
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.ceil(seconds / 60)} min`;
  return `${Math.ceil(seconds / 3600)} h`;
}
