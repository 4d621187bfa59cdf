import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FailurePolicy } from '../evaluate/index.ts';
import type { Names } from '../matching/name-table.ts';
import { isOutOfRoom } from '../own-process/out-of-room.ts';
import { temporaryFolder } from '../own-process/temporary-folder.ts';
import type { Policy } from '../policy/index.ts';
import { runningTotals, type Totals } from '../report/summarise.ts';
import type { HostCache } from './cache.ts';
import { resultCounter } from './count-results.ts';
import { type HostChecks, heldTo } from './held-to.ts';
import { type Hosts, hostCollector } from './host-list.ts';
import type { HostList } from './hosts.ts';
import { type Journal, type JournalPlace, openJournal } from './journal.ts';
import type { PoolLimits, WorkerPool } from './pool.ts';
import { type SweepResults, sweepResults } from './results.ts';
import { lastingKey, runKey } from './run-key.ts';
import type { WorkerConfig } from './scan-host.ts';
import { schedule } from './scheduler.ts';

export { type HostChecks, hostChecks } from './held-to.ts';
export { removeFinished } from './journal.ts';
export { type Progress, progressOn } from './progress.ts';
export type { WorkerConfig } from './scan-host.ts';

/** What is to be swept, and how. */
export interface SweepOptions {
  /** Lists the hosts; asked again at the end, to show who came and went. */
  readonly list: () => Promise<HostList>;
  readonly policy: Policy;
  /** What makes the answer of a run other than clean. */
  readonly failurePolicy: FailurePolicy;
  /** What hosts are held to: who has to be there, how old data may be. */
  readonly checks?: HostChecks;
  /** What every worker needs to know to judge a host. */
  readonly assignment: WorkerConfig;
  /** What else shows this run from others: the arguments, the shard. */
  readonly run: readonly unknown[];
  readonly jobs?: number | undefined;
  /** Which part of a sweep this is: `2/5`. */
  readonly shard?: string | undefined;
  /** The journal to keep and to go on from. */
  readonly resume?: string | undefined;
  /** The folder that remembers hosts from sweep to sweep. */
  readonly cache?: string | undefined;
  /** Opens a pool of workers that are elsewhere: each host goes to it, and the sweep closes it. */
  readonly openQueue?: ((assignment: WorkerConfig) => Promise<WorkerPool>) | undefined;
  /** What bounds the work on hosts; its signal ends the sweep after what is under way. */
  readonly limits: PoolLimits;
  /** Called with what there is to do before the first host is checked. */
  readonly onBegin: (total: number, asides: readonly string[]) => Promise<void>;
  /** Called when the first hosts of the list, so many, are done. */
  readonly onReady: (ready: number, collected: SweepResults) => Promise<void>;
  readonly onEnd: () => void;
}

/** What came out of a sweep. */
export interface SweepResult {
  readonly collected: SweepResults;
  readonly total: number;
  /** Counts over all results, most of which were made while workers had others under way. */
  totals(): Totals;
  /** For the report: hosts that came, went, or look like one. */
  readonly notices: readonly string[];
  /** Whether it was ended before all hosts were done. */
  readonly interrupted: boolean;
  /** Remembers in the journal that the reports are written. */
  finish(): void;
  /** Lets go of the outcomes on disk. */
  close(): void;
}

/** Sweeps: lists the hosts, judges those that are not done, and gives all outcomes. */
export async function sweep(order: SweepOptions): Promise<SweepResult> {
  const { policy, resume, limits } = order;
  const list = await order.list();
  const journal = openedFor(resume, {
    run: runKey(policy, [order.run, traitsOf(order.assignment)]),
    asOf: policy.day,
    about: { bans: policy.cited.map(({ id }) => id), shard: order.shard },
  });
  try {
    const { hosts, notices } = reconciled(list, journal);
    const gathered = sweepResults(hosts, journal, 'the sweep was ended before this host was read');
    const collected = heldTo(gathered, order.checks ?? {});
    const cache = await cacheOf(order);
    await order.onBegin(hosts.length, [...journal.notices, ...(cache?.notices ?? [])]);
    const assignment = { ...order.assignment, marks: cache !== undefined && cache.problem === undefined };
    const pool = await order.openQueue?.(assignment);
    const { jobs } = order;
    const counter = resultCounter(collected, runningTotals(policy.cited, order.failurePolicy));
    try {
      for await (const ready of schedule(hosts, { assignment, policy, jobs, journal, cache, pool, limits })) {
        collected.prefetch(ready);
        counter.upTo(ready);
        await order.onReady(ready, collected);
      }
    } finally {
      cache?.close();
      order.onEnd();
    }
    return {
      collected,
      total: hosts.length,
      totals: counter.totals,
      notices: [
        ...notices,
        ...(cache?.problem === undefined ? [] : [cache.problem]),
        ...(journal.inMemory ? [`${tmpdir()}: no space is left: results were kept in memory`] : []),
        // The end of an interrupted sweep is not held up by another list.
        ...(limits.signal.aborted || list.isUnchanged() ? [] : await changesSince(list, order.list)),
      ],
      interrupted: limits.signal.aborted && collected.missing > 0,
      finish: () => {
        if (collected.missing === 0) journal.finish();
      },
      close: () => journal.close(),
    };
  } catch (error) {
    journal.close();
    throw error;
  }
}

/** What changes outcomes and stands in no rule. */
function traitsOf({ digests, allowEmpty, deviceClass, deep, ages }: WorkerConfig): unknown[] {
  return [digests, allowEmpty, deviceClass, deep, ages];
}

async function cacheOf({ cache, policy, assignment: config }: SweepOptions): Promise<HostCache | undefined> {
  if (cache === undefined) return undefined;
  const { openCache } = await import('./cache.ts');
  try {
    return openCache(cache, lastingKey(policy, traitsOf(config)));
  } catch (error) {
    if (!isOutOfRoom(error)) throw error;
    return noCache(`${cache}: no cache: ${(error as Error).message}`);
  }
}

/** Knows nothing and keeps nothing. */
function noCache(problem: string): HostCache {
  const nothing = () => undefined;
  return {
    notices: [],
    problem,
    find: nothing,
    contentOf: nothing,
    keep: (record) => record,
    close: nothing,
  };
}

/** Without a journal to keep, the outcomes lie on disk all the same, so that memory stays flat; in memory where that is full. */
function openedFor(resume: string | undefined, of: SweepKey): Journal {
  if (resume !== undefined) return openJournal({ ...of, path: resume, lasting: true });
  try {
    return openedTemporary(of);
  } catch (error) {
    if (!isOutOfRoom(error)) throw error;
    return openJournal({ ...of, lasting: false });
  }
}

/** What a journal is of. */
type SweepKey = Pick<JournalPlace, 'run' | 'asOf' | 'about'>;

function openedTemporary(of: SweepKey): Journal {
  const { path, remove } = temporaryFolder();
  const journal = openJournal({ ...of, path: join(path, 'journal'), lasting: false, onClose: remove });
  withoutName(remove);
  return journal;
}

/** An open file needs no name on most systems: then nothing is left, however the process ends. */
function withoutName(remove: () => void): void {
  if (process.platform === 'win32') return;
  try {
    remove();
  } catch {
    // A network drive keeps it under another name until it is closed.
  }
}

/** The hosts that are there and those that were when the journal was begun: none is left out. */
function reconciled(list: HostList, journal: Journal): Pick<HostList, 'hosts' | 'notices'> {
  const { began } = journal;
  const { names } = list.hosts;
  if (began.length === 0) {
    journal.begin(names);
    return list;
  }
  const isGone = (name: string) => names.find(name) === undefined;
  const hosts = [...began].some(isGone) ? withGone(list.hosts, began) : list.hosts;
  return { hosts, notices: [...list.notices, ...changes(began, names, 'since the sweep was begun')] };
}

function withGone(hosts: Hosts, began: Names): Hosts {
  const all = hostCollector();
  for (const host of hosts) all.addHost(host);
  for (const name of began) if (!all.has(name)) all.addHost({ name, paths: [] });
  return all.hosts();
}

/** Where nothing can be listed any more, that is reported: it takes nothing from what was checked. */
async function changesSince(before: HostList, listed: SweepOptions['list']): Promise<string[]> {
  const when = 'while the sweep was running';
  try {
    return changes(before.hosts.names, (await listed()).hosts.names, when);
  } catch (error) {
    return [`which hosts came or went ${when} is unknown: ${(error as Error).message}`];
  }
}

/** Names that are reported one by one. */
const TOLD = 10;

function changes(before: Names, after: Names, when: string): string[] {
  return [...reported(after, before, `appeared ${when}`), ...reported(before, after, `vanished ${when}`)];
}

/** Hosts that are in one list and not in the other. */
function reported(hosts: Names, others: Names, what: string): string[] {
  const first: string[] = [];
  let number = 0;
  for (const name of hosts) {
    if (others.find(name) !== undefined) continue;
    if (number++ < TOLD) first.push(JSON.stringify(name));
  }
  if (number === 0) return [];
  const more = number > TOLD ? `, and ${number - TOLD} more` : '';
  return [`${number} ${number === 1 ? 'host' : 'hosts'} ${what}: ${first.join(', ')}${more}`];
}
