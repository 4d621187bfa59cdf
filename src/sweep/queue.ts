import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { connect as connectSafely } from 'node:tls';
import type * as BullMq from 'bullmq';
import type { Job, Queue, QueueEvents } from 'bullmq';
import { loadPolicy } from '../policy/index.ts';
import type { Host } from './hosts.ts';
import type { HostRecord } from './journal.ts';
import { recordOf, unknownHost } from './record.ts';
import { runKey } from './run-key.ts';
import type { WorkerConfig } from './scan-host.ts';
import { openPool, type WorkerPool } from './worker-pool.ts';

/** Batches of a sweep that wait in the queue or are under way. */
const WINDOW = 256;
/** Milliseconds until a server that does not answer is told. */
const PATIENCE = 10_000;
/** Milliseconds between two looks at whether to end. */
const GLANCE = 500;
/** How often a batch is tried on other workers, and how often one may fall silent with it. */
const ATTEMPTS = 3;
const MAX_STALLS = 1000;

interface Batch {
  /** The rules, waivers, day and version that the sweep judges by. */
  readonly run: string;
  readonly assignment: WorkerConfig;
  readonly hosts: readonly Host[];
}

/**
 * A crew that is elsewhere: batches go through a queue in Redis to workers on any machine. A batch has its name by
 * what it is, so that a sweep which is resumed meets what it had asked for, and takes each result once.
 *
 * @throws Error when the server cannot be reached or BullMQ is not installed
 */
export async function queuePool(url: string, config: WorkerConfig, signal: AbortSignal): Promise<WorkerPool> {
  const { Queue, QueueEvents } = await bullmq();
  const run = runKey(await loadPolicy(config), []);
  await reached(url);
  const queue: Queue<Batch, readonly HostRecord[]> = new Queue(NAME, { connection: connectionOf(url) });
  const events = new QueueEvents(NAME, { connection: connectionOf(url) });
  events.setMaxListeners(0);
  const closed = () => Promise.all([queue.close(), events.close()]);
  try {
    await Promise.all([queue.waitUntilReady(), events.waitUntilReady()]);
  } catch (error) {
    // Open connections would keep the process from ending.
    await closed();
    throw error;
  }
  return {
    size: WINDOW,
    scan: (hosts) => request(queue, events, { run, assignment: config, hosts }, signal),
    close: async () => void (await closed()),
  };
}

const NAME = 'interdict';

async function request(
  queue: Queue<Batch, readonly HostRecord[]>,
  events: QueueEvents,
  batch: Batch,
  signal: AbortSignal,
): Promise<HostRecord[]> {
  const jobId = createHash('sha256')
    .update(JSON.stringify([batch.run, batch.assignment, batch.hosts]))
    .digest('hex');
  const options = { jobId, attempts: ATTEMPTS, backoff: { type: 'exponential', delay: 500 } };
  const job = await queue.add('hosts', batch, options);
  try {
    const records = await orAborted(job.waitUntilFinished(events), signal);
    await removeJob(job);
    return [...records];
  } catch (error) {
    if (signal.aborted) throw error;
    await removeJob(job);
    const reason = `no worker could do it: ${error instanceof Error ? error.message : String(error)}`;
    return batch.hosts.map(({ name }) => recordOf(unknownHost(name, reason)));
  }
}

/** What was collected need not lie in the server's memory. */
async function removeJob(job: Job): Promise<void> {
  await job.remove().catch(() => undefined);
}

function orAborted<Value>(promise: Promise<Value>, signal: AbortSignal): Promise<Value> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(new Error('the sweep was ended'));
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

/** How a worker works. */
export interface WorkerOptions {
  readonly jobs: number;
  /** Seconds after which the hosts of a worker that fell silent are taken over. */
  readonly takeover: number;
  /** Whether to end when there is nothing to do, instead of waiting for more. */
  readonly untilEmpty: boolean;
  readonly signal: AbortSignal;
  /** Told of what goes wrong, in words. */
  readonly onTrouble: (trouble: string) => void;
}

/**
 * Takes batches from a queue until it is told to end. Resolves to the number of hosts judged.
 *
 * @throws Error when the server cannot be reached or BullMQ is not installed
 */
export async function workOn(url: string, options: WorkerOptions): Promise<number> {
  const { Queue, UnrecoverableError, Worker } = await bullmq();
  await reached(url);
  let done = 0;
  const crewFor = oneCrew(options.jobs, (text) => new UnrecoverableError(text));
  const worker = new Worker<Batch, readonly HostRecord[]>(
    NAME,
    async ({ data }) => {
      const records = await hostByHost(await crewFor(data), data.hosts);
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
  const queue = new Queue(NAME, { connection: connectionOf(url) });
  await ended(options, queue);
  await worker.close();
  await queue.close();
  await crewFor.dismiss();
  return done;
}

/** A batch at once for threads; host by host in this one, which has to tell the server that it is alive. */
async function hostByHost(pool: WorkerPool, hosts: readonly Host[]): Promise<HostRecord[]> {
  if (pool.size > 1) return pool.scan(hosts);
  const records: HostRecord[] = [];
  for (const host of hosts) {
    records.push(...(await pool.scan([host])));
    await new Promise((resolve) => setImmediate(resolve));
  }
  return records;
}

interface CrewFor {
  (batch: Batch): Promise<WorkerPool>;
  dismiss(): Promise<void>;
}

/** The crew of the sweep at hand. Two sweeps in one queue take turns, and each batch finds the rules that it is for. */
function oneCrew(jobs: number, refusal: (text: string) => Error): CrewFor {
  let current: { readonly key: string; readonly crew: Promise<WorkerPool> } | undefined;
  const hired = async ({ run, assignment: config }: Batch) => {
    if (runKey(await loadPolicy(config), []) !== run) {
      throw refusal('the rules, waivers, settings or version of this worker are not those of the sweep');
    }
    return openPool(jobs, config);
  };
  const crewFor = async (batch: Batch) => {
    const key = JSON.stringify([batch.run, batch.assignment]);
    if (current?.key !== key) {
      const before = current;
      current = { key, crew: hired(batch) };
      await before?.crew.then((pool) => pool.close()).catch(() => undefined);
    }
    return current.crew;
  };
  const dismiss = async () => {
    await current?.crew.then((crew) => crew.close()).catch(() => undefined);
  };
  return Object.assign(crewFor, { dismiss });
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

/** The operator installs it, and the newest is not the one that is meant: 6 brings no client of Redis. */
async function bullmq(): Promise<typeof BullMq> {
  const version = installedVersion();
  if (!version.startsWith('5.'))
    throw new Error(`a queue needs bullmq 5, and bullmq ${version} is installed: npm install bullmq@5`);
  return import('bullmq');
}

function installedVersion(): string {
  try {
    const manifest = createRequire(import.meta.url)('bullmq/package.json') as { version: string };
    return manifest.version;
  } catch (error) {
    throw new Error('a queue needs the package bullmq next to interdict: npm install bullmq@5', {
      cause: error,
    });
  }
}

function connectionOf(text: string) {
  const url = new URL(text);
  if (url.protocol !== 'redis:' && url.protocol !== 'rediss:') {
    throw new Error(`--queue ${text}: give redis://host:port or rediss://host:port`);
  }
  return {
    host: url.hostname || '127.0.0.1',
    port: Number(url.port || 6379),
    ...(url.username && { username: decodeURIComponent(url.username) }),
    ...(url.password && { password: decodeURIComponent(url.password) }),
    ...(url.pathname.length > 1 && { db: Number(url.pathname.slice(1)) }),
    ...(url.protocol === 'rediss:' && { tls: {} }),
    maxRetriesPerRequest: null,
  };
}

/**
 * A client of Redis tries for ever; a person who mistyped an address or a password wants to know.
 *
 * @see https://redis.io/docs/latest/develop/reference/protocol-spec/
 */
async function reached(url: string): Promise<void> {
  const { host, port, username, password, tls } = connectionOf(url);
  const place = { host, port, timeout: PATIENCE };
  const socket = tls ? connectSafely(place) : connect(place);
  const words = [...(password ? [['AUTH', ...(username ? [username] : []), password]] : []), ['PING']];
  try {
    await new Promise<void>((resolve, reject) => {
      let told = '';
      socket.once('error', reject).once('timeout', () => reject(new Error('no answer')));
      socket.once('end', () => reject(new Error('it ended the connection')));
      socket.on('data', (chunk) => {
        told += chunk.toString('latin1');
        const answers = told.split('\r\n').slice(0, -1);
        const refusal = answers.find((answer) => !answer.startsWith('+'));
        if (refusal !== undefined) reject(new Error(refusal.slice(1, 200)));
        else if (answers.length === words.length) resolve();
        else if (told.length > 1000) reject(new Error('it does not answer as Redis does'));
      });
      socket.write(words.map(command).join(''));
    });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new Error(`--queue ${withoutPassword(url)}: cannot be reached: ${code ?? message}`, {
      cause: error,
    });
  } finally {
    socket.destroy();
  }
}

/** A command as it goes over the wire: a list of texts, each behind its length. */
function command(words: readonly string[]): string {
  const texts = words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`);
  return `*${words.length}\r\n${texts.join('')}`;
}

function withoutPassword(text: string): string {
  const url = new URL(text);
  url.password = '';
  return url.href;
}
