/** Below this many hosts a worker's start costs more than it saves, unless they turn out to be large ones. */
const SMALL_SWEEP = 200;

/**
 * Milliseconds that one worker may take for the rest of the hosts. A second one costs a second of processor time to start
 * and to warm up, about as much as it saves of so short a wait.
 */
export const PATIENCE = 5000;

/** How many workers there are, or whether the thread of the sweep does the work. */
export interface Workers {
  readonly jobs: number;
  readonly isInThread: boolean;
}

/** What else decides how many workers a sweep begins with. */
export interface WorkerWishes {
  /** What the caller asked for. */
  readonly jobs?: number | undefined;
  /** Whether they are elsewhere, behind a queue. */
  readonly pool?: object | undefined;
  /** Whether they are processes, which wait for a network most of the time. */
  readonly isolate: boolean;
}

/**
 * The workers that a sweep begins with. Nobody knows yet how long a host takes, so that one worker tries.
 *
 * @param hosts how many there are
 * @param most how many workers there may be
 */
export function firstWorkers(hosts: number, most: number, { jobs, pool, isolate }: WorkerWishes): Workers {
  if (jobs !== undefined || pool || most === 1) return { jobs: most, isInThread: most === 1 };
  if (hosts < SMALL_SWEEP) return { jobs: 1, isInThread: true };
  return { jobs: isolate ? most : 1, isInThread: false };
}
