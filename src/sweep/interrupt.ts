/**
 * The exit status of a sweep that was ended before all hosts were done: call it again, with the same journal if it has
 * one. It is none of the answers 0, 1 and 3, so that no wrapper takes half a fleet for all of it; and none of a kill,
 * which a scheduler may treat in another way.
 *
 * @see https://man.openbsd.org/sysexits.3 `EX_TEMPFAIL`
 */
export const INTERRUPTED = 75;

/** Until the process is asked to end. */
export interface Interruptible {
  readonly signal: AbortSignal;
  /** Leaves signals to the process again. */
  release(): void;
}

/** The first interrupt ends the work after what is under way; a second one ends the process. */
export function untilInterrupted(onInterrupt: () => void): Interruptible {
  const ended = new AbortController();
  const end = () => {
    release();
    onInterrupt();
    ended.abort();
  };
  const release = () => {
    process.off('SIGINT', end);
    process.off('SIGTERM', end);
  };
  process.once('SIGINT', end);
  process.once('SIGTERM', end);
  return { signal: ended.signal, release };
}
