import { setTimeout as pause } from 'node:timers/promises';
import type { Queue } from 'bullmq';
import { loadPolicy } from '../../policy/index.ts';
import type { PluginRecord } from '../../types.ts';
import { isRemote } from '../isolation/remote-mounts.ts';
import { HOST_TIMEOUT, type WorkerPool } from '../pool.ts';
import { runKey } from '../run-key.ts';
import { openPool } from '../worker-pool.ts';
import { type Batch, type BatchResult, LOST, QUEUE } from './batch.ts';
import { loadBullmq } from './bullmq.ts';
import { assertReachable, closeAll, connectionOf, once, PATIENCE, within } from './connection.ts';

/** Milliseconds between two looks at whether to end. */
const GLANCE = 500;
/** Milliseconds in which a worker that is ended can finish or give back its hosts: a pool waits for less. */
const LEAVE = 3000;

/** How a worker works. */
export interface WorkerOptions {
  readonly jobs: number;
  /** Seconds after which the hosts of a worker that fell silent are taken over. */
  readonly takeover: number;
  /** Whether to end when there is nothing to do, instead of waiting for more. */
  readonly untilEmpty: boolean;
  readonly signal: AbortSignal;
  /** Plugins that this worker was given: a job chooses no code. */
  readonly plugins: readonly PluginRecord[];
  /** Hears what goes wrong, in words. */
  readonly onTrouble: (trouble: string) => void;
}

/**
 * Takes batches from a queue until the signal ends it. Resolves to the number of hosts checked.
 *
 * @throws Error when the server cannot be reached or BullMQ is not installed
 */
export async function workOn(url: string, options: WorkerOptions): Promise<number> {
  const { DelayedError, Queue, UnrecoverableError, Worker } = await loadBullmq();
  const { signal } = options;
  await assertReachable(url, signal).catch((error: Error) => {
    if (!signal.aborted) throw error;
  });
  if (signal.aborted) return 0;
  let done = 0;
  let underWay = 0;
  const poolFor = poolOfSweep(options, (text) => new UnrecoverableError(text));
  const worker = new Worker<Batch, BatchResult>(
    QUEUE,
    async (job, token) => {
      underWay++;
      const records = await scanned(poolFor, job.data, signal).finally(() => underWay--);
      if (records === undefined) {
        // Nobody failed: others take it at once, and it counts as no attempt.
        await job.moveToDelayed(Date.now(), token);
        throw new DelayedError();
      }
      done += records.length;
      return records;
    },
    {
      connection: connectionOf(url),
      concurrency: options.jobs,
      lockDuration: options.takeover * 1000,
      stalledInterval: (options.takeover * 1000) / 2,
      maxStalledCount: LOST - 1,
    },
  );
  worker.on(
    'error',
    once((error) => options.onTrouble(error.message)),
  );
  worker.on('failed', (_, error) => options.onTrouble(error.message));
  await worker.waitUntilReady();
  const queue = new Queue(QUEUE, { connection: connectionOf(url) });
  await ended(options, queue);
  // What is under way ends, or is given back, within the seconds that its pool waits; then nothing waits for a server.
  // One that is gone takes nothing back.
  const { status } = await worker.client;
  if (status === 'ready') await within(underWay > 0 ? LEAVE : PATIENCE, [worker.pause()]);
  await closeAll([queue, { close: () => worker.close(true), disconnect: () => worker.disconnect() }]);
  await poolFor.close();
  return done;
}

/** @returns undefined when the worker was ended before all hosts were done */
async function scanned(
  poolFor: PoolFor,
  batch: Batch,
  signal: AbortSignal,
): Promise<BatchResult | undefined> {
  const { hosts } = batch;
  try {
    const pool = await poolFor(batch);
    const records = await pool.scan(hosts);
    return records.length === hosts.length ? records : undefined;
  } catch (error) {
    if (signal.aborted) return undefined;
    throw error;
  }
}

interface PoolFor {
  (batch: Batch): Promise<WorkerPool>;
  close(): Promise<void>;
}

/** The pool of the sweep at hand. Two sweeps in one queue take turns, and each batch finds the rules that it is for. */
function poolOfSweep({ jobs, plugins, signal }: WorkerOptions, refuse: (text: string) => Error): PoolFor {
  let current: { readonly key: string; readonly pool: Promise<WorkerPool> } | undefined;
  const open = async ({ run, assignment: config, hosts }: Batch) => {
    if (digestsOf(config.plugins) !== digestsOf(plugins))
      throw refuse(
        'the plugins of this worker are not those of the sweep: pass the same files with --plugin',
      );
    const own = { ...config, plugins };
    if (runKey(await loadPolicy(own), []) !== run) {
      throw refuse('the rules, waivers, settings or version of this worker are not those of the sweep');
    }
    const isolate = isRemote(hosts.flatMap(({ paths }) => paths));
    return openPool(jobs, own, { hostTimeout: HOST_TIMEOUT, isolate, signal });
  };
  const poolFor = async (batch: Batch) => {
    const key = JSON.stringify([batch.run, batch.assignment]);
    if (current?.key !== key) {
      const before = current;
      current = { key, pool: open(batch) };
      await before?.pool.then((pool) => pool.close()).catch(() => undefined);
    }
    return current.pool;
  };
  const close = async () => {
    await current?.pool.then((pool) => pool.close()).catch(() => undefined);
  };
  return Object.assign(poolFor, { close });
}

function digestsOf(plugins: readonly PluginRecord[] = []): string {
  return plugins.map(({ sha256 }) => sha256).join();
}

async function ended({ signal, untilEmpty }: WorkerOptions, queue: Queue): Promise<void> {
  const aborted = new Promise<undefined>((resolve) =>
    signal.addEventListener('abort', () => resolve(undefined), { once: true }),
  );
  while (!signal.aborted) {
    // Rejects when it is ended, which the loop sees; a worker waits for weeks, so nothing may be left of a pause.
    await pause(GLANCE, undefined, { signal }).catch(() => undefined);
    if (!untilEmpty) continue;
    // A server that does not answer holds up no end.
    const left = await Promise.race([queue.getJobCounts('waiting', 'active', 'delayed'), aborted]);
    if (left !== undefined && Object.values(left).every((count) => count === 0)) return;
  }
}
