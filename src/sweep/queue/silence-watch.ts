import type { Queue } from 'bullmq';
import { Unfinished } from '../interrupt.ts';
import { timeWords } from '../pool.ts';

/** Milliseconds without any result after which somebody has to hear why. */
const SILENCE = 8000;
/** Milliseconds without a worker after which the sweep ends, with its journal for the next. */
const TIMEOUT = 15 * 60_000;
/** Seconds in which a worker that waits for hosts asks for them again, with room for a slow machine. */
const AWAKE = 15;

/** Where a sweep waits for workers. */
export interface SilenceWatchOptions {
  readonly queue: Pick<Queue, 'client' | 'getWorkers' | 'toKey'>;
  /** Numbers of the batches that it waits for. */
  readonly waiting: () => Iterable<string>;
  readonly onTrouble: (trouble: string) => void;
  /** The queue's address, for messages. */
  readonly where: string;
}

/** Says when nothing comes back and no worker is there, and ends a sweep that nobody works for. */
export interface SilenceWatch {
  /** @throws Unfinished when no worker came for too long */
  look(hasProgress: boolean): Promise<void>;
}

/** Begins to watch, as if a result had just come. */
export function silenceWatch(options: SilenceWatchOptions): SilenceWatch {
  const { onTrouble, where } = options;
  let since = Date.now();
  let isReported = false;
  return {
    async look(hasProgress) {
      const silent = Date.now() - since;
      if (hasProgress) {
        since = Date.now();
        isReported = false;
      } else if (silent > SILENCE && !isReported && !(await isWorkerThere(options))) {
        isReported = true;
        onTrouble(`no worker takes hosts from ${where}: start one with 'interdict worker --queue ${where}'`);
      } else if (silent > TIMEOUT && !(await isWorkerThere(options))) {
        throw new Unfinished(`no worker came to ${where} within ${timeWords(TIMEOUT)}`);
      }
    },
  };
}

/**
 * A connection alone shows nothing: that of a process that was stopped, or of a machine that sleeps, stays open. Who is
 * there asks for hosts again and again, or has hosts and renews its lock on them.
 *
 * @see https://redis.io/docs/latest/commands/client-list/
 */
async function isWorkerThere({ queue, waiting }: SilenceWatchOptions): Promise<boolean> {
  const workers = await queue.getWorkers();
  // A server that lists no connections gives one entry that says so.
  if (workers.some(({ idle }) => idle === undefined || Number(idle) < AWAKE)) return true;
  const client = await queue.client;
  for (const jobId of waiting()) if ((await client.get(queue.toKey(`${jobId}:lock`))) !== null) return true;
  return false;
}
