import { exitNow, onInterrupt } from '../own-process/signals.ts';

/**
 * The exit status of a sweep that was ended before all hosts were done: call it again, with the same journal if it has
 * one. It is none of the answers 0, 1 and 3, so that no wrapper takes half a fleet for all of it; and none of a kill,
 * which a scheduler may treat in another way.
 *
 * @see https://man.openbsd.org/sysexits.3 `EX_TEMPFAIL`
 */
export const INTERRUPTED = 75;

/** The sweep cannot go on now, and may later: its end is that of an interrupted one. */
export class Unfinished extends Error {}

/** Milliseconds from an interrupt to the end of the process, whatever it waits for. */
const DEADLINE = 4000;

/** Until the process is asked to end. */
export interface Interruptible {
  readonly signal: AbortSignal;
  /** Leaves signals to the process again: what is under way now ends at the next one. */
  release(): void;
  /** The work is done: nothing ends the process any more. */
  done(): void;
}

/** What an interrupt does. */
export interface InterruptOptions {
  readonly onInterrupt: () => void;
  /** Called before the process ends because the work did not end in time. */
  readonly onDeadline: () => void;
  /** The exit status of a process that ends so. */
  readonly status: number;
}

/** The first interrupt ends the work after what is under way, within seconds; a second one ends the process. */
export function untilInterrupted(options: InterruptOptions): Interruptible {
  const ended = new AbortController();
  let deadline: NodeJS.Timeout | undefined;
  const release = onInterrupt(() => {
    options.onInterrupt();
    ended.abort();
    deadline = setTimeout(() => {
      options.onDeadline();
      exitNow(options.status);
    }, DEADLINE).unref();
  });
  const done = () => {
    release();
    clearTimeout(deadline);
  };
  return { signal: ended.signal, release, done };
}
