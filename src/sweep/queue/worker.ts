import { setTimeout as pause } from 'node:timers/promises';
import type { Queue } from 'bullmq';
import { loadPolicy } from '../../policy/index.ts';
import type { PluginRecord } from '../../types.ts';
import type { Host } from '../hosts.ts';
import { isRemote } from '../isolation/remote-mounts.ts';
import type { HostRecord } from '../journal.ts';
import { HOST_TIMEOUT, type WorkerPool } from '../pool.ts';
import { runKey } from '../run-key.ts';
import { openPool } from '../worker-pool.ts';
import { type Batch, type BatchResult, QUEUE } from './batch.ts';
import { loadBullmq } from './bullmq.ts';
import { assertReachable, connectionOf } from './connection.ts';

/** Milliseconds between two looks at whether to end. */
const GLANCE = 500;
/** How often one worker may fall silent with a batch. */
const MAX_STALLS = 1000;

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
  const { Queue, UnrecoverableError, Worker } = await loadBullmq();
  await assertReachable(url);
  let done = 0;
  const poolFor = poolOfSweep(options, (text) => new UnrecoverableError(text));
  const worker = new Worker<Batch, BatchResult>(
    QUEUE,
    async ({ data }) => {
      const records = await hostByHost(await poolFor(data), data.hosts);
      done += records.length;
      return records;
    },
    {
      connection: connectionOf(url),
      concurrency: options.jobs,
      lockDuration: options.takeover * 1000,
      stalledInterval: (options.takeover * 1000) / 2,
      maxStalledCount: MAX_STALLS,
    },
  );
  worker.on('error', (error) => options.onTrouble(error.message));
  worker.on('failed', (_, error) => options.onTrouble(error.message));
  await worker.waitUntilReady();
  const queue = new Queue(QUEUE, { connection: connectionOf(url) });
  await ended(options, queue);
  await worker.close();
  await queue.close();
  await poolFor.close();
  return done;
}

/** A batch at once for threads; host by host in this one, which has to show the server that it is alive. */
async function hostByHost(pool: WorkerPool, hosts: readonly Host[]): Promise<HostRecord[]> {
  if (pool.size > 1) return pool.scan(hosts);
  const records: HostRecord[] = [];
  for (const host of hosts) {
    records.push(...(await pool.scan([host])));
    await new Promise((resolve) => setImmediate(resolve));
  }
  return records;
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
  while (!signal.aborted) {
    // Rejects when it is ended, which the loop sees; a worker waits for weeks, so nothing may be left of a pause.
    await pause(GLANCE, undefined, { signal }).catch(() => undefined);
    if (!untilEmpty) continue;
    const { waiting = 0, active = 0, delayed = 0 } = await queue.getJobCounts('waiting', 'active', 'delayed');
    if (waiting + active + delayed === 0) return;
  }
}
