/** Signals that ask a process to end, and of which it may hear. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

const leftovers = new Set<() => void>();
let interrupted: (() => void) | undefined;
let isListening = false;
let isOurs = false;

/** Says that this process runs the command and nothing else: signals of other programs are none of our business. */
export function claimSignals(): void {
  isOurs = true;
}

/**
 * Has something removed when a signal, or {@link exitNow}, ends the command: a draft, a folder of its own.
 *
 * @returns what forgets it again, for whoever has removed it or put it in its place
 */
export function removeOnSignal(remove: () => void): () => void {
  leftovers.add(remove);
  listen();
  return () => {
    leftovers.delete(remove);
    listen();
  };
}

/** Has something removed by {@link removeOnSignal}, or by calling what this returns. */
export function removable(remove: () => void): () => void {
  const forget = removeOnSignal(remove);
  return () => {
    forget();
    remove();
  };
}

/**
 * Hears the next SIGINT or SIGTERM in place of the process. Another one ends it.
 *
 * @returns what leaves signals to the process again
 */
export function onInterrupt(listener: () => void): () => void {
  interrupted = listener;
  listen();
  return () => {
    if (interrupted === listener) interrupted = undefined;
    listen();
  };
}

/** Ends this process, whatever it waits for, and leaves nothing behind. */
export function exitNow(status: number): never {
  removeLeftovers();
  process.exit(status);
}

/** Milliseconds for which a command that is done may be kept by something else. */
const LINGER = 3000;

/** Ends the command, which is done, although a connection to a server that is silent keeps its process. */
export function exitSoon(): void {
  if (isOurs) setTimeout(() => exitNow(Number(process.exitCode ?? 0)), LINGER).unref();
}

/** Signals do what they always do while nothing has to be done before. */
function listen(): void {
  const isNeeded = interrupted !== undefined || (isOurs && leftovers.size > 0);
  if (isNeeded === isListening) return;
  isListening = isNeeded;
  for (const signal of SIGNALS) {
    if (isNeeded) process.on(signal, take);
    else process.off(signal, take);
  }
}

function take(signal: NodeJS.Signals): void {
  const heard = interrupted;
  if (heard !== undefined && signal !== 'SIGHUP') {
    interrupted = undefined;
    listen();
    heard();
    return;
  }
  removeLeftovers();
  interrupted = undefined;
  listen();
  // Whoever waits for this process sees the signal that ended it.
  process.kill(process.pid, signal);
}

function removeLeftovers(): void {
  for (const remove of leftovers) {
    try {
      remove();
    } catch {
      // The next start removes what is left.
    }
  }
  leftovers.clear();
}
