import type { Queue } from 'bullmq';
import { Unfinished } from '../interrupt.ts';
import type { Batch, BatchResult } from './batch.ts';
import { silenceWatch } from './silence-watch.ts';

/** Milliseconds between two looks at all batches that were asked for; an event has one looked at sooner. */
const PAUSE = 1000;
/** Milliseconds for which a batch may be put off: the longest pause between two attempts is one second. */
const DELAY = 3000;

/** What became of a batch: its records, or why there are none. */
export interface QueueReply {
  readonly records?: BatchResult;
  readonly failure?: string;
}

interface CollectorOptions {
  readonly queue: Queue<Batch, BatchResult>;
  /** Puts a batch into the queue; one that is there already stays as it is. */
  readonly add: (jobId: string, batch: Batch) => Promise<void>;
  readonly signal: AbortSignal;
  readonly onTrouble: (trouble: string) => void;
  /** The queue's address, for messages. */
  readonly where: string;
}

/** Collects the results of batches that workers elsewhere do. */
export interface Collector {
  request(jobId: string, batch: Batch): Promise<QueueReply>;
  /** Looks at one batch at once: it may be done. */
  hint(jobId: string): void;
  /** Takes back what no worker has begun. */
  close(): Promise<void>;
}

interface Pending {
  readonly batch: Batch;
  /** When it was seen to be put off first. */
  delayed?: number;
  readonly resolve: (reply: QueueReply) => void;
  readonly reject: (error: Error) => void;
}

/**
 * Asks for the state of each batch again and again. Events of the queue are hints, since they can be missed: a
 * reader of events begins with what comes after its first read, and a server that restarts has forgotten the batches
 * themselves. A batch that the server does not know any more is asked for again.
 *
 * @see https://docs.bullmq.io/guide/events
 */
export function collector(options: CollectorOptions): Collector {
  const { queue, add, signal } = options;
  const pending = new Map<string, Pending>();
  const alarm = alarmClock();
  const watch = silenceWatch({ ...options, waiting: () => pending.keys() });
  let running: Promise<void> | undefined;

  const settle = async (jobId: string, asked: Pending): Promise<boolean> => {
    const { batch, resolve } = asked;
    const state = await queue.getJobState(jobId);
    if (state === 'delayed') await hasten(jobId, asked);
    if (state === 'unknown') await add(jobId, batch);
    if (state !== 'completed' && state !== 'failed') return false;
    const job = await queue.getJob(jobId);
    if (!job) return false;
    resolve(state === 'completed' ? { records: job.returnvalue } : { failure: job.failedReason });
    pending.delete(jobId);
    await job.remove().catch(() => undefined);
    return true;
  };
  /** A worker whose clock is ahead puts off until its own time what it gives back. */
  const hasten = async (jobId: string, asked: Pending) => {
    asked.delayed ??= Date.now();
    if (Date.now() - asked.delayed < DELAY) return;
    delete asked.delayed;
    const job = await queue.getJob(jobId);
    // Another worker may have taken it meanwhile.
    await job?.promote().catch(() => undefined);
  };
  const hints = new Set<string>();
  const look = async (jobIds: Iterable<string>) => {
    const asked = Array.from(jobIds, (id) => [id, pending.get(id)] as const);
    const settled = await Promise.all(
      asked.map(async ([id, each]) => each !== undefined && settle(id, each)),
    );
    await watch.look(settled.includes(true));
  };
  const collect = async () => {
    for (let next = 0; pending.size > 0 && !signal.aborted; ) {
      const isDue = Date.now() >= next;
      const jobIds = isDue ? [...pending.keys()] : [...hints];
      hints.clear();
      await look(jobIds);
      if (isDue) next = Date.now() + PAUSE;
      if (pending.size > 0 && hints.size === 0) await alarm.sleep(Math.max(0, next - Date.now()));
    }
  };
  /** A full server, or one that is loading, may be another one in an hour; what it refuses to an account stays refused. */
  const troubled = (error: unknown): Error => {
    const { message } = error instanceof Error ? error : new Error(String(error));
    const text = `the queue ${options.where}: ${message.replace(/ script: .*/su, '')}`;
    if (error instanceof Unfinished) return error;
    return REFUSED.test(message) ? new Error(text, { cause: error }) : new Unfinished(text, { cause: error });
  };
  const rejectAll = (error: Error) => {
    for (const { reject } of pending.values()) reject(error);
  };
  const start = () => {
    running ??= collect()
      .catch((error: unknown) => rejectAll(troubled(error)))
      .finally(() => (running = undefined));
  };
  signal.addEventListener('abort', () => {
    rejectAll(new Error('the sweep was ended'));
    alarm.wake();
  });
  return {
    hint(jobId) {
      if (!pending.has(jobId)) return;
      hints.add(jobId);
      alarm.wake();
    },
    async request(jobId, batch) {
      if (signal.aborted) throw new Error('the sweep was ended');
      const reply = new Promise<QueueReply>((resolve, reject) =>
        pending.set(jobId, { batch, resolve, reject }),
      );
      reply.catch(() => undefined);
      const added = add(jobId, batch).catch((error: unknown) => {
        pending.delete(jobId);
        throw troubled(error);
      });
      await Promise.race([added, reply]);
      start();
      return reply;
    },
    async close() {
      const removed = Promise.allSettled([...pending.keys()].map((jobId) => queue.remove(jobId)));
      pending.clear();
      alarm.wake();
      // A server that is gone forgets them by itself.
      await Promise.race([
        Promise.allSettled([removed, running]),
        new Promise((end) => setTimeout(end, 1000).unref()),
      ]);
    },
  };
}

/** Answers of Redis that another attempt gets, too. */
const REFUSED = /^(?:NOPERM|NOAUTH|WRONGPASS)\b/u;

interface AlarmClock {
  sleep(milliseconds: number): Promise<void>;
  readonly wake: () => void;
}

/** A pause that can be cut short. */
function alarmClock(): AlarmClock {
  let end = () => {};
  return {
    sleep: (milliseconds) =>
      new Promise((resolve) => {
        const timer = setTimeout(resolve, milliseconds);
        end = () => {
          clearTimeout(timer);
          resolve();
        };
      }),
    wake: () => end(),
  };
}
