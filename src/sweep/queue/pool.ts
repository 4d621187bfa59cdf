import { randomUUID } from 'node:crypto';
import type { Queue, QueueEvents } from 'bullmq';
import { loadPolicy } from '../../policy/index.ts';
import type { Host } from '../host-list.ts';
import type { HostRecord } from '../journal.ts';
import type { WorkerPool } from '../pool.ts';
import { recordOf, unknownHost } from '../record.ts';
import { runKey } from '../run-key.ts';
import type { WorkerConfig } from '../scan-host.ts';
import { type Batch, type BatchResult, LOST, QUEUE } from './batch.ts';
import { loadBullmq } from './bullmq.ts';
import { collector } from './collector.ts';
import { assertReachable, closeAll, connectionOf, once, withoutPassword } from './connection.ts';

/** Batches of a sweep that wait in the queue or are under way. */
const WINDOW = 256;
/** How often a batch is tried on other workers. */
const ATTEMPTS = 3;
/** Seconds after which Redis forgets what a sweep that was killed had asked for. */
const FORGET = 24 * 3600;

/** What BullMQ says of a batch whose workers fell silent too often. */
const STALLED = 'job stalled more than allowable limit';

/** How a sweep through a queue ends early, and who hears of trouble. */
export interface QueueOptions {
  readonly signal: AbortSignal;
  /** Hears, in words, that no worker is there or that the server does not answer. */
  readonly onTrouble: (trouble: string) => void;
}

/**
 * A pool whose workers are elsewhere: batches go through a queue in Redis to workers on any machine. The names of the
 * batches belong to this sweep alone, so that it never takes an answer that an earlier one has left there.
 *
 * @throws Error when the server cannot be reached or BullMQ is not installed
 */
export async function queuePool(
  url: string,
  config: WorkerConfig,
  options: QueueOptions,
): Promise<WorkerPool> {
  const { Queue, QueueEvents } = await loadBullmq();
  const run = runKey(await loadPolicy(config), []);
  await assertReachable(url, options.signal);
  const queue: Queue<Batch, BatchResult> = new Queue(QUEUE, { connection: connectionOf(url) });
  const events = new QueueEvents(QUEUE, { connection: connectionOf(url) });
  const closeBoth = () => closeAll([queue, events]);
  // A client that lost its server says so again and again, and goes on when the server is back.
  const trouble = once((error: Error) => options.onTrouble(`the queue: ${error.message}; waiting for it`));
  queue.on('error', trouble);
  events.on('error', trouble);
  try {
    await Promise.all([queue.waitUntilReady(), events.waitUntilReady()]);
  } catch (error) {
    // Open connections would keep the process from ending.
    await closeBoth();
    throw error;
  }
  const where = withoutPassword(url);
  return pooled(queue, events, {
    ...options,
    where,
    closeBoth,
    batchOf: (hosts) => ({ run, assignment: config, hosts }),
  });
}

interface PoolOptions extends QueueOptions {
  readonly where: string;
  readonly closeBoth: () => Promise<unknown>;
  readonly batchOf: (hosts: readonly Host[]) => Batch;
}

function pooled(
  queue: Queue<Batch, BatchResult>,
  events: QueueEvents,
  { signal, onTrouble, where, closeBoth, batchOf }: PoolOptions,
): WorkerPool {
  const sweep = randomUUID();
  let count = 0;
  const add = async (jobId: string, batch: Batch) => {
    const forget = { removeOnComplete: { age: FORGET }, removeOnFail: { age: FORGET } };
    await queue.add('hosts', batch, {
      jobId,
      attempts: ATTEMPTS,
      backoff: { type: 'exponential', delay: 500 },
      ...forget,
    });
  };
  const collected = collector({ queue, add, signal, onTrouble, where });
  const hint = ({ jobId }: { readonly jobId: string }) => collected.hint(jobId);
  events.on('completed', hint).on('failed', hint);
  const scan = async (hosts: readonly Host[]): Promise<HostRecord[]> => {
    const answer = await collected.request(`${sweep}-${count++}`, batchOf(hosts));
    if (answer.records) return [...answer.records];
    // One of them brings down whoever takes it: the others have their results.
    const isStalled = answer.failure?.includes(STALLED) === true;
    if (isStalled && hosts.length > 1) {
      const records = await Promise.all(hosts.map((host) => scan([host])));
      return records.flat();
    }
    const reason = isStalled
      ? `${LOST} workers ended while they read it`
      : `no worker could do it: ${answer.failure}`;
    return hosts.map(({ name }) => recordOf(unknownHost(name, reason)));
  };
  return {
    size: WINDOW,
    scan,
    async close() {
      await collected.close();
      await closeBoth();
    },
  };
}
