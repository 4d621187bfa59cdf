import { existsSync } from 'node:fs';
import { removeOnSignal } from '../own-process/signals.ts';
import { removeFoldersOf } from '../own-process/temporary-folder.ts';
import { turns } from '../own-process/turns.ts';
import type { Policy } from '../policy/index.ts';
import type { Host } from './host-list.ts';
import { areMountsKnown } from './isolation/remote-mounts.ts';
import type { HostRecord } from './journal.ts';
import { HEAP, HOST_TIMEOUT, type PoolLimits, timeWords, type WorkerPool } from './pool.ts';
import { recordOf, unknownHost } from './record.ts';
import { createHostScanner, type WorkerConfig } from './scan-host.ts';
import type { WorkPlace } from './worker-count.ts';

/** Milliseconds that an interrupted sweep waits for the hosts under way. */
const GRACE = 2500;

/** Who judges. */
interface PoolOptions {
  /** This thread does no work where the time of a host is to be watched. */
  readonly place?: WorkPlace;
  /** What is made of the configuration, for this thread. */
  readonly policy?: Policy | undefined;
}

/** Processes where hosts may never answer, else threads. */
export async function openPool(
  jobs: number,
  config: WorkerConfig,
  limits: PoolLimits,
  { place = jobs === 1 ? 'thread' : 'workers', policy }: PoolOptions = {},
): Promise<WorkerPool> {
  if (limits.isolate) {
    const { processPool } = await import('./isolation/process-pool.ts');
    return endedBy(limits.signal, processPool(jobs, config, limits));
  }
  const isWatched = place !== 'thread' || limits.hostTimeout !== HOST_TIMEOUT;
  const worker = isWatched ? workerFile() : undefined;
  const here = { config, policy, signal: limits.signal };
  if (worker === undefined) return inThread(here);
  const hire = async () => endedBy(limits.signal, await workers(worker, jobs, config, limits.hostTimeout));
  const mayBegin = place === 'thread-while-alike' && limits.hostTimeout === HOST_TIMEOUT && areMountsKnown();
  return mayBegin && !config.deep && !config.plugins?.length ? whileAlike(here, hire) : hire();
}

/**
 * Some seconds after an interrupt what is under way counts as not done. No batch waits for one promise that all share: it
 * would keep the records of each in memory until the sweep ends.
 */
function endedBy(signal: AbortSignal, pool: WorkerPool): WorkerPool {
  const underWay = new Set<(error: Error) => void>();
  let isOver = false;
  const end = () => {
    isOver = true;
    for (const reject of underWay) reject(new Error('the sweep was ended'));
  };
  const endSoon = () => setTimeout(end, GRACE).unref();
  if (signal.aborted) endSoon();
  else signal.addEventListener('abort', endSoon, { once: true });
  const scan = async (hosts: readonly Host[]) => {
    if (isOver) throw new Error('the sweep was ended');
    let stop: (error: Error) => void = () => undefined;
    const ended = new Promise<never>((_, reject) => (stop = reject));
    underWay.add(stop);
    try {
      return await Promise.race([pool.scan(hosts), ended]);
    } finally {
      underWay.delete(stop);
    }
  };
  return { size: pool.size, scan, close: () => pool.close() };
}

/** What this thread judges by. */
interface Here {
  readonly config: WorkerConfig;
  readonly policy: Policy | undefined;
  readonly signal: AbortSignal;
}

/**
 * Judges in this thread what is read in no time, and gives the first host that may take longer to workers, with all that
 * follow: a worker takes as long to start and to warm up as a thousand small hosts.
 */
export async function whileAlike(here: Here, hire: () => Promise<WorkerPool>): Promise<WorkerPool> {
  const own = await inThread(here, true);
  let hired: Promise<WorkerPool> | undefined;
  return {
    size: 1,
    get isInThread() {
      return hired === undefined;
    },
    async scan(hosts) {
      const records = hired ? [] : await own.scan(hosts);
      if (records.length === hosts.length || here.signal.aborted) return records;
      hired ??= hire();
      return [...records, ...(await (await hired).scan(hosts.slice(records.length)))];
    },
    close: async () => (await hired)?.close(),
  };
}

/** Judges in this thread, and lets it hear between two files that it should end: signals wait for that. */
async function inThread({ config, policy, signal }: Here, onlyAlike = false): Promise<WorkerPool> {
  const turns = turnsUntil(signal);
  const judge = await createHostScanner(config, { pause: turns.pause, policy, onlyAlike });
  return {
    size: 1,
    isInThread: true,
    async scan(hosts) {
      const records: HostRecord[] = [];
      for (const host of hosts) {
        if (signal.aborted) break;
        const judged = await judge([host]);
        // What was cut short is not done.
        if (turns.isOver() || judged.length === 0) break;
        records.push(...judged);
        await turns.pause().catch(() => undefined);
      }
      return records;
    },
    close: async () => undefined,
  };
}

interface Turns {
  /** @throws Error some seconds after the signal */
  pause(): Promise<void>;
  isOver(): boolean;
}

function turnsUntil(signal: AbortSignal): Turns {
  const turn = turns();
  let end = Number.POSITIVE_INFINITY;
  const setEnd = () => (end = performance.now() + GRACE);
  if (signal.aborted) setEnd();
  else signal.addEventListener('abort', setEnd, { once: true });
  const isOver = () => performance.now() > end;
  return {
    isOver,
    async pause() {
      const paused = turn();
      if (paused === undefined) return;
      await paused;
      if (isOver()) throw new Error('the sweep was ended');
    },
  };
}

/** Gives a file of the bundle that lies inside a single-file executable; there is none elsewhere. */
declare const INTERDICT_INSIDE: ((file: string) => string) | undefined;

/**
 * The built worker: this file is part of a bundle beside or below it, or of an executable, whose threads find it by its
 * name. There is none when run from the source.
 */
function workerFile(): string | undefined {
  if (typeof INTERDICT_INSIDE === 'function') return 'sweep-worker.js';
  return ['./sweep-worker.js', '../sweep-worker.js']
    .map((path) => new URL(path, import.meta.url))
    .find((url) => existsSync(url))?.href;
}

async function workers(
  filename: string,
  jobs: number,
  config: WorkerConfig,
  hostTimeout: number,
): Promise<WorkerPool> {
  const { default: Tinypool } = await import('tinypool');
  const pool = new Tinypool({
    filename,
    name: 'scanHosts',
    minThreads: jobs,
    maxThreads: jobs,
    workerData: config,
    resourceLimits: { maxOldGenerationSizeMb: HEAP },
    // Waiting for work by Atomics.wait keeps a worker from ever seeing that it should end.
    useAtomics: false,
  });
  const run = async (hosts: readonly Host[]): Promise<HostRecord[]> => {
    // A signal with a time of its own would keep the hosts of each batch in memory until that is over.
    const overdue = new AbortController();
    const timer = setTimeout(() => overdue.abort(), hostTimeout);
    try {
      return await (pool.run(hosts, { signal: overdue.signal }) as Promise<HostRecord[]>);
    } finally {
      clearTimeout(timer);
    }
  };
  const scan = (hosts: readonly Host[]) => guarded(hosts, run, hostTimeout);
  // Threads have folders, too, and hear no signal.
  const forget = removeOnSignal(() => removeFoldersOf(process.pid));
  return { size: jobs, scan, close: () => pool.destroy().finally(forget) };
}

/** Judges a batch; when that fails, finds out which host it is that brings a worker down. */
export function guarded(
  hosts: readonly Host[],
  run: WorkerPool['scan'],
  hostTimeout = HOST_TIMEOUT,
): Promise<HostRecord[]> {
  const fallen = (host: Host, error: unknown) =>
    recordOf(unknownHost(host.name, `reading it brought a worker down: ${reasonOf(error, hostTimeout)}`));
  return run(hosts).catch((error: unknown) => oneByOne(hosts, run, error, fallen));
}

async function oneByOne(
  hosts: readonly Host[],
  run: WorkerPool['scan'],
  error: unknown,
  fallen: (host: Host, error: unknown) => HostRecord,
): Promise<HostRecord[]> {
  if (hosts.length === 1) return hosts.map((host) => fallen(host, error));
  const records: HostRecord[] = [];
  for (const host of hosts) {
    records.push(...(await run([host]).catch((cause: unknown) => [fallen(host, cause)])));
  }
  return records;
}

function reasonOf(error: unknown, hostTimeout: number): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'AbortError' || error.name === 'TimeoutError') {
    return `it took more than ${timeWords(hostTimeout)}`;
  }
  const { code } = error as NodeJS.ErrnoException;
  return code === 'ERR_WORKER_OUT_OF_MEMORY' ? `it needs more than ${HEAP} MB of memory` : error.message;
}
