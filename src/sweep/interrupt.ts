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
