import { availableParallelism } from 'node:os';
import type { Policy } from '../policy/index.ts';
import type { HostCache } from './cache.ts';
import type { Host, Hosts } from './host-list.ts';
import type { HostRecord, Journal } from './journal.ts';
import { type PoolLimits, type WorkerPool } from './pool.ts';
import { remainingTime } from './remaining-time.ts';
import type { WorkerConfig } from './scan-host.ts';
import { firstWorkers, PATIENCE, type Workers } from './worker-count.ts';
import { openPool } from './worker-pool.ts';

/** How the rounds are run. */
export interface ScheduleOptions {
  /** What every worker needs to know to judge a host. */
  readonly assignment: WorkerConfig;
  /** What is made of the assignment, where this thread has it. */
  readonly policy?: Policy;
  /** Workers; default: one, and one for each core if that takes long. With 1 everything is done in this thread. */
  readonly jobs?: number | undefined;
  /** Keeps the outcomes, and has those that an earlier run had. */
  readonly journal: Journal;
  /** Outcomes of hosts that did not change since an earlier sweep. */
  readonly cache?: HostCache | undefined;
  /** Workers that are there already, behind a queue. */
  readonly pool?: WorkerPool | undefined;
  /** What bounds the work on hosts; its signal ends the sweep after the batches that are under way. */
  readonly limits: PoolLimits;
}

/** Hosts that go to a worker at once, at first: one file a task is slower than one thread. */
const FIRST_BATCH = 16;
const LARGEST_BATCH = 512;
/** Milliseconds from handing a batch over to having it back, below which the next are larger, above which smaller. */
const QUICK = 250;
const SLOW = 1000;
/** Batches under way for each worker: enough to keep it busy, few enough to keep memory flat. */
const AHEAD = 2;

/** Milliseconds after which the first hosts are known to be slow though none has an answer. */
const NO_ANSWER = 2000;

/** Hosts that were passed. */
interface Batch {
  readonly pool: WorkerPool;
  /** Where the last of them stands among all hosts. */
  readonly last: number;
  readonly since: number;
  readonly size: number;
  readonly records: Promise<HostRecord[]>;
}

/**
 * Judges the hosts that the journal does not have yet and puts them there, batch by batch in the order of the
 * hosts, whatever worker is done first. Yields how many of all hosts, from the first on, are in the journal.
 */
export async function* schedule(hosts: Hosts, options: ScheduleOptions): AsyncGenerator<number> {
  const { journal, limits } = options;
  const { signal } = limits;
  const todo = placesOfRest(hosts, journal);
  const most = options.pool?.size ?? options.jobs ?? availableParallelism();
  const { jobs, pool: elsewhere } = options;
  const begun = firstWorkers(todo.length, most, { jobs, pool: elsewhere, isolate: limits.isolate });
  const isSmall = begun.place === 'thread';
  const first = openCachedPool(begun, options);
  const opened = [first];
  // What takes hosts: this thread no more when there are workers.
  let pools: readonly WorkerPool[] = opened;
  const underWay: Batch[] = [];
  const remaining = remainingTime(todo.length);
  let size = FIRST_BATCH;
  let at = 0;
  const freePool = () =>
    pools.find((one) => underWay.filter(({ pool }) => pool === one).length < one.size * AHEAD);
  const workers = () => pools.reduce((sum, pool) => sum + pool.size, 0);
  const enqueue = () => {
    for (let pool = freePool(); pool && at < todo.length && !signal.aborted; pool = freePool()) {
      // Towards the end in smaller pieces, so that all are done at about the same time.
      const share = Math.ceil((todo.length - at) / (2 * workers()));
      const places = todo.subarray(at, at + Math.min(size, Math.max(share, FIRST_BATCH)));
      at += places.length;
      const batch = Array.from(places, hosts.at);
      underWay.push(submit(batch, places.at(-1) ?? 0, pool));
    }
  };
  const hireAll = () => {
    if (opened.length > 1 || first.size === most) return;
    const { isInThread } = first;
    const more = openCachedPool({ jobs: isInThread ? most : most - first.size, place: 'workers' }, options);
    opened.push(more);
    pools = isInThread ? [more] : [first, more];
  };
  let done = 0;
  const noAnswer = setTimeout(() => {
    hireAll();
    enqueue();
  }, NO_ANSWER).unref();
  try {
    for (enqueue(); underWay.length > 0; enqueue()) {
      const batch = underWay.shift();
      if (!batch) break;
      const records = await batch.records;
      journal.append(records);
      if (records.length < batch.size) return;
      const took = performance.now() - batch.since;
      size = nextSize(size, took);
      done += batch.size;
      clearTimeout(noAnswer);
      // Of a worker's first hosts the time is that of its start, too; of many hosts the pace says more.
      const isSlow = isSmall && took > SLOW;
      if (isSlow || (remaining(done) ?? 0) > PATIENCE) hireAll();
      yield batch.last + 1;
    }
    if (at === todo.length) yield hosts.length;
  } catch (error) {
    // Workers elsewhere may never come back; what they were asked for counts as not done.
    if (!signal.aborted) throw error;
  } finally {
    clearTimeout(noAnswer);
    await Promise.allSettled(underWay.map(({ records }) => records));
    for (const each of opened) await each.close();
  }
}

/** The places of the hosts that a journal does not have. */
function placesOfRest({ names }: Hosts, journal: Journal): Uint32Array {
  const places = new Uint32Array(names.length);
  let count = 0;
  for (let place = 0; place < names.length; place++)
    if (!journal.has(names.at(place))) places[count++] = place;
  return places.subarray(0, count);
}

/** A batch that fails before its turn is reported in its turn: until then nobody waits for it. */
function submit(hosts: readonly Host[], last: number, pool: WorkerPool): Batch {
  const since = performance.now();
  const records = pool.scan(hosts);
  records.catch(() => undefined);
  return { pool, last, since, size: hosts.length, records };
}

function nextSize(size: number, took: number): number {
  if (took < QUICK) return Math.min(size * 2, LARGEST_BATCH);
  return took > SLOW ? Math.max(size / 2, FIRST_BATCH) : size;
}

/** Takes what the cache knows from there, and hires a worker pool when there is something that it does not know. */
function openCachedPool(
  { jobs, place }: Workers,
  { cache, pool: elsewhere, assignment: config, policy, limits }: ScheduleOptions,
): WorkerPool {
  let pool = elsewhere && Promise.resolve(elsewhere);
  let opened = elsewhere;
  const open = async () => (opened = await openPool(jobs, config, limits, { place, policy }));
  return {
    get isInThread() {
      return opened?.isInThread ?? place !== 'workers';
    },
    size: elsewhere?.size ?? jobs,
    async scan(batch) {
      // Where hosts may never answer, not even their times are asked for in this process.
      const known = batch.map((host) => (limits.isolate ? undefined : cache?.find(host)));
      const rest = batch.filter((_, at) => known[at] === undefined);
      if (rest.length === 0) return known.filter((record) => record !== undefined);
      pool ??= open();
      const fresh = await (await pool).scan(rest.map((host) => withKnown(host, cache)));
      const kept = fresh.map((record) => cache?.keep(record) ?? record);
      let next = 0;
      const records = known.map((record) => record ?? kept[next++]);
      const end = records.indexOf(undefined);
      return (end < 0 ? records : records.slice(0, end)) as HostRecord[];
    },
    close: async () => (await pool)?.close(),
  };
}

function withKnown(host: Host, cache: HostCache | undefined): Host {
  const known = cache?.contentOf(host);
  return known === undefined ? host : { ...host, known };
}
