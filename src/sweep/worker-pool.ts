import { existsSync } from 'node:fs';
import type { Host } from './hosts.ts';
import type { HostRecord } from './journal.ts';
import { recordOf, unknownHost } from './record.ts';
import { createHostScanner, type WorkerConfig } from './scan-host.ts';

/** Those who judge hosts: this thread, or workers. */
export interface WorkerPool {
  readonly size: number;
  /** Never rejects: a host that brings a worker down is an incomplete host. */
  scan(hosts: readonly Host[]): Promise<HostRecord[]>;
  close(): Promise<void>;
}

/** Megabytes of heap that one worker may use; a host that needs more is reported. */
const HEAP = 1024;
/** Milliseconds that one host may take, and with it any batch. */
const PATIENCE = 15 * 60 * 1000;

/** Workers for more than one job, this thread for one. */
export async function openPool(jobs: number, config: WorkerConfig): Promise<WorkerPool> {
  const worker = jobs > 1 ? workerFile() : undefined;
  return worker === undefined ? inThread(config) : workers(worker, jobs, config);
}

async function inThread(config: WorkerConfig): Promise<WorkerPool> {
  const judge = await createHostScanner(config);
  return { size: 1, scan: judge, close: async () => undefined };
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

async function workers(filename: string, jobs: number, config: WorkerConfig): Promise<WorkerPool> {
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
  const run = (hosts: readonly Host[]): Promise<HostRecord[]> =>
    pool.run(hosts, { signal: AbortSignal.timeout(PATIENCE) });
  return { size: jobs, scan: (hosts) => guarded(hosts, run), close: () => pool.destroy() };
}

/** Judges a batch; when that fails, finds out which host it is that brings a worker down. */
export function guarded(hosts: readonly Host[], run: WorkerPool['scan']): Promise<HostRecord[]> {
  return run(hosts).catch((error: unknown) => oneByOne(hosts, run, error));
}

async function oneByOne(
  hosts: readonly Host[],
  run: WorkerPool['scan'],
  error: unknown,
): Promise<HostRecord[]> {
  if (hosts.length === 1) return hosts.map((host) => fallen(host, error));
  const records: HostRecord[] = [];
  for (const host of hosts) {
    records.push(...(await run([host]).catch((cause: unknown) => [fallen(host, cause)])));
  }
  return records;
}

function fallen(host: Host, error: unknown): HostRecord {
  return recordOf(unknownHost(host.name, `reading it brought a worker down: ${reasonOf(error)}`));
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'AbortError' || error.name === 'TimeoutError') {
    return `it took more than ${PATIENCE / 60_000} minutes`;
  }
  const { code } = error as NodeJS.ErrnoException;
  return code === 'ERR_WORKER_OUT_OF_MEMORY' ? `it needs more than ${HEAP} MB of memory` : error.message;
}
