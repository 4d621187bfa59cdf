import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { removeOnSignal } from '../../own-process/signals.ts';
import { removeFoldersOf } from '../../own-process/temporary-folder.ts';
import { type Host, hostCollector } from '../host-list.ts';
import type { HostList } from '../hosts.ts';
import type { HostRecord } from '../journal.ts';
import { HEAP, type PoolLimits, timeWords, type WorkerPool } from '../pool.ts';
import { recordOf, unknownHost } from '../record.ts';
import type { WorkerConfig } from '../scan-host.ts';
import { type Reply, type Request, SCAN_PROCESS } from './messages.ts';

/**
 * Processes that touch hosts in place of this one. A call of a file system that never answers cannot be ended from
 * inside a process, not even by its exit; from outside it can, or at least nobody has to wait for it.
 */
export function processPool(jobs: number, config: WorkerConfig, limits: PoolLimits): WorkerPool {
  const idle: Child[] = [];
  const all = new Set<Child>();
  const waiting: Array<() => void> = [];
  let isClosed = false;
  const forget = removeOnSignal(() => {
    for (const child of all) child.kill();
    for (const child of all) child.removeFolders();
  });
  const acquire = async (): Promise<Child> => {
    for (;;) {
      const child = idle.pop() ?? (all.size < jobs ? startChild() : undefined);
      if (child) {
        all.add(child);
        return child;
      }
      await new Promise<void>((resolve) => waiting.push(resolve));
    }
  };
  const release = (child: Child) => {
    if (child.isUsable()) idle.push(child);
    else all.delete(child);
    if (!isClosed) waiting.shift()?.();
  };
  return {
    size: jobs,
    async scan(hosts) {
      const records: HostRecord[] = [];
      while (records.length < hosts.length) {
        const rest = hosts.slice(records.length);
        const child = await acquire();
        const { records: done, failure } = await child
          .scan(rest, config, limits)
          .finally(() => release(child));
        records.push(...done);
        // What is ended has no reason of its own, and the rest is not begun.
        if (isClosed) throw new Error('the sweep was ended');
        const fallen = hosts[records.length];
        if (failure !== undefined && fallen) records.push(recordOf(unknownHost(fallen.name, failure)));
      }
      return records;
    },
    close: async () => {
      isClosed = true;
      forget();
      for (const child of all) child.kill();
    },
  };
}

/**
 * Lists the hosts of a sweep in a process of its own.
 *
 * @throws Error when an argument names nothing, or the file system does not answer
 */
export async function listElsewhere(
  args: readonly string[],
  shard: string | undefined,
  limits: PoolLimits,
): Promise<HostList> {
  const child = startChild();
  limits.signal.addEventListener('abort', child.kill);
  try {
    const { hosts, notices } = await child.list(args, shard, limits);
    return { hosts, notices, isUnchanged: () => false };
  } finally {
    limits.signal.removeEventListener('abort', child.kill);
    child.kill();
  }
}

/** What came of a batch: the records of its first hosts, and why there is none of the next. */
interface Scanned {
  readonly records: readonly HostRecord[];
  readonly failure?: string;
}

interface Child {
  list(
    args: readonly string[],
    shard: string | undefined,
    limits: PoolLimits,
  ): Promise<Pick<HostList, 'hosts' | 'notices'>>;
  scan(hosts: readonly Host[], config: WorkerConfig, limits: PoolLimits): Promise<Scanned>;
  isUsable(): boolean;
  /** Ends it, and does not wait: a process that waits for a file system may stay for ever. */
  kill(): void;
  /** Removes what it left below the temporary folder. */
  removeFolders(): void;
}

function startChild(): Child {
  const process = spawnSelf();
  let failure: string | undefined;
  let listener: (answer: Reply) => void = () => undefined;
  const fail = (reason: string) => {
    failure ??= reason;
    listener({ kind: 'failed', reason: failure });
  };
  process.on('message', (answer: Reply) => listener(answer));
  process.on('error', (error) => fail(`its process could not be started: ${error.message}`));
  process.on('exit', (code, signal) => fail(exitReason(code, signal)));
  const removeFolders = () => {
    if (process.pid !== undefined) removeFoldersOf(process.pid);
  };
  const kill = () => {
    // Whoever waits for an answer has it now, and no timer keeps this process.
    fail('its process was ended');
    process.kill('SIGKILL');
    // Nothing of it may keep this process: neither its end, nor what it writes.
    process.removeAllListeners();
    process.on('error', () => undefined);
    process.on('exit', removeFolders);
    if (process.connected) process.disconnect();
    process.unref();
  };
  const ask = <Result>(request: Request, limits: PoolLimits, take: Taker<Result>): Promise<Result> =>
    new Promise((resolve) => {
      const end = (result: Result) => {
        clearTimeout(timer);
        listener = () => undefined;
        resolve(result);
      };
      const stalled = () => {
        end(take.failed(`no answer within ${timeWords(limits.hostTimeout)}`));
        kill();
      };
      let timer = setTimeout(stalled, Math.max(START, limits.hostTimeout));
      listener = (answer) => {
        clearTimeout(timer);
        timer = setTimeout(stalled, limits.hostTimeout);
        if (answer.kind === 'begun') return;
        const result = answer.kind === 'failed' ? take.failed(answer.reason) : take.answered(answer);
        if (result !== undefined) end(result);
      };
      if (failure !== undefined) end(take.failed(failure));
      else process.send(request);
    });
  return {
    isUsable: () => failure === undefined,
    kill,
    removeFolders,
    async list(args, shard, limits) {
      const collector = hostCollector();
      const listed = await ask<Reply>({ kind: 'list', args, ...(shard !== undefined && { shard }) }, limits, {
        answered(answer) {
          if (answer.kind !== 'hosts') return answer;
          answer.hosts.forEach(collector.addHost);
          return undefined;
        },
        failed: (reason) => ({ kind: 'failed', reason }),
      });
      if (listed.kind === 'listed') return { hosts: collector.hosts(), notices: listed.notices };
      const reason = listed.kind === 'failed' ? listed.reason : 'the process gave another answer';
      throw new Error(`${args.join(' ')}: the hosts could not be listed: ${reason}`);
    },
    scan(hosts, config, limits) {
      const records: HostRecord[] = [];
      return ask<Scanned>({ kind: 'scan', config, hosts }, limits, {
        answered(answer) {
          if (answer.kind === 'record') records.push(answer.record);
          return records.length === hosts.length ? { records } : undefined;
        },
        failed: (reason) => ({ records, failure: `reading it failed: ${reason}` }),
      });
    },
  };
}

/** How a series of answers becomes one result. */
interface Taker<Result> {
  /** @returns undefined while more has to come */
  answered(answer: Reply): Result | undefined;
  failed(reason: string): Result;
}

/** Milliseconds in which a process has to be ready, on however busy a machine: no host takes its time meanwhile. */
const START = 60_000;

/** Standard streams are not shared: whoever reads those of the sweep would wait for this one, too. */
function spawnSelf(): ChildProcess {
  const script = commandFile();
  const args = script === undefined ? [] : [`--max-old-space-size=${HEAP}`, script];
  return spawn(process.execPath, [...args, SCAN_PROCESS], { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
}

/** Gives a file of the bundle that lies inside a single-file executable; there is none elsewhere. */
declare const INTERDICT_INSIDE: ((file: string) => string) | undefined;

/** The command of this package, seen from `dist`, its parts or the source; an executable is one itself. */
function commandFile(): string | undefined {
  if (typeof INTERDICT_INSIDE === 'function') return undefined;
  const found = ['../bin/', '../../bin/', '../../../bin/']
    .map((folder) => new URL(`${folder}interdict.js`, import.meta.url))
    .find((url) => existsSync(url));
  if (!found) throw new Error('bin/interdict.js is not next to this file, so no process can be started');
  return fileURLToPath(found);
}

function exitReason(code: number | null, signal: NodeJS.Signals | null): string {
  if (signal === 'SIGABRT' || code === 134) return `it needs more than ${HEAP} MB of memory`;
  return `its process ended by ${signal ?? `status ${code}`}`;
}
