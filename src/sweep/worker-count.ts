/** Below this many hosts a worker's start costs more than it saves, unless they turn out to be large ones. */
const SMALL_SWEEP = 200;

/**
 * Milliseconds that one worker may take for the rest of the hosts. A second one costs a second of processor time to start
 * and to warm up, about as much as it saves of so short a wait.
 */
export const PATIENCE = 5000;

/**
 * Where hosts are judged: in the thread of the sweep, in workers, or in that thread up to the first host whose reading may
 * take long, and from there on in workers, which are watched.
 */
export type WorkPlace = 'thread' | 'workers' | 'thread-while-alike';

/** How many workers there are, and what they are. */
export interface Workers {
  readonly jobs: number;
  readonly place: WorkPlace;
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
 * The workers that a sweep begins with. Nobody knows yet how long a host takes, so that one tries.
 *
 * @param hosts how many there are
 * @param most how many workers there may be
 */
export function firstWorkers(hosts: number, most: number, { jobs, pool, isolate }: WorkerWishes): Workers {
  if (jobs !== undefined || pool || most === 1)
    return { jobs: most, place: most === 1 ? 'thread' : 'workers' };
  if (hosts < SMALL_SWEEP) return { jobs: 1, place: 'thread' };
  return isolate ? { jobs: most, place: 'workers' } : { jobs: 1, place: 'thread-while-alike' };
}
