import { availableParallelism } from 'node:os';
import type { Outcome } from './model.ts';
import type { Host } from './sweep/hosts.ts';
import type { Journal } from './sweep/journal.ts';
import { type Crew, hireCrew } from './sweep/crew.ts';
import type { Assignment } from './sweep/judge-hosts.ts';

/** How a sweep is run. */
export interface SweepOptions {
  /** What every worker needs to know to judge a host. */
  readonly assignment: Assignment;
  /** Workers; default: one for each core. With 1 everything is done in this thread. */
  readonly jobs?: number;
  /** Keeps outcomes, and gives those that an earlier run had. */
  readonly journal: Journal;
  /** Called after each batch that this run has done. */
  readonly onProgress?: (done: number) => void;
  /** Ends the sweep after the batches that are under way. */
  readonly signal?: AbortSignal;
}

/** Hosts that go to a worker at once: one file a task is slower than one thread. */
const BATCH = 64;
/** Batches under way for each worker: enough to keep it busy, few enough to keep memory flat. */
const AHEAD = 2;
/** Below this many hosts a worker's start costs more than it saves. */
const FEW = 200;

/**
 * Judges many hosts and keeps each outcome in the journal. Outcomes are given in the order of the hosts,
 * whatever worker is done first; those that the journal already has are given from there.
 */
export async function* sweep(hosts: readonly Host[], options: SweepOptions): AsyncGenerator<Outcome> {
  const todo = hosts.filter((host) => !options.journal.done.has(host.name));
  const jobs = options.jobs ?? (todo.length < FEW ? 1 : availableParallelism());
  const crew = await hireCrew(jobs, options.assignment);
  const fresh = inOrder(crew, todo, options);
  try {
    for (const host of hosts) {
      if (options.journal.done.has(host.name)) yield options.journal.read(host.name) as Outcome;
      else {
        const next = await fresh.next();
        if (next.done) return;
        yield next.value;
      }
    }
  } finally {
    await crew.dismiss();
  }
}

/** Keeps a few batches under way and gives their outcomes in order. */
async function* inOrder(crew: Crew, todo: readonly Host[], options: SweepOptions): AsyncGenerator<Outcome> {
  const underWay: Promise<Outcome[]>[] = [];
  let at = 0;
  let done = 0;
  const fill = () => {
    while (underWay.length < crew.size * AHEAD && at < todo.length && !options.signal?.aborted) {
      const batch = todo.slice(at, at + BATCH);
      at += batch.length;
      underWay.push(crew.judge(batch));
    }
  };
  for (fill(); underWay.length > 0; fill()) {
    const outcomes = await underWay.shift();
    options.journal.append((outcomes ?? []).map((outcome) => ({ host: outcome.name, value: outcome })));
    done += outcomes?.length ?? 0;
    options.onProgress?.(done);
    yield* outcomes ?? [];
  }
}
