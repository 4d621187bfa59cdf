/** Runs inputs until its time is over, and shows what it finds; whoever started it ends what hangs. */
import { parentPort, workerData } from 'node:worker_threads';
import { attempt, begin, type Input, input } from './attempt.ts';
import { type Coverage, coverage } from './coverage.ts';
import { randomFrom, seedOf } from './random.ts';
import type { Answer, Target } from './target.ts';
import { targetsOf } from './targets.ts';

interface Order {
  /** Milliseconds for each target, and for the first one where it is another. */
  readonly timeout: number;
  readonly first?: number;
  /** One input of one target instead: whether it is slow by itself, or still what it was found to be. */
  readonly alone?: { readonly target: string; readonly bytes: Uint8Array };
  readonly targets: readonly string[];
  /** What of all targets is asked for. */
  readonly kind?: string;
  readonly seed: number;
  /** When the input that is under way began, and its length: for the one who watches. */
  readonly clock: Float64Array;
  /** The input that is under way. */
  readonly slot: Uint8Array;
}

/** Inputs between two looks at the coverage: a look costs as much as several inputs. */
const BATCH = 24;

const order = workerData as Order;

/** To whoever started this worker. */
function report(message: object): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
  parentPort?.postMessage(message);
}

const targets = await targetsOf(order.kind);
if (order.alone) await repeat(order.alone);
else if (order.targets.length === 0) report({ list: targets.map(({ id }) => id) });
else {
  const seen = coverage(import.meta.url);
  for (const [at, id] of order.targets.entries()) {
    const target = targets.find((each) => each.id === id);
    if (target) await fuzz(target, seen, at === 0 ? (order.first ?? order.timeout) : order.timeout);
    target?.close?.();
  }
}

async function repeat({ target: id, bytes }: NonNullable<Order['alone']>): Promise<void> {
  const target = targets.find((each) => each.id === id);
  if (!target) return;
  await target.prepare?.();
  const pool = await begin(target, (_, each) => attempt(target, each, () => {}));
  const cut = pool.find((each) => Buffer.from(each.bytes.subarray(0, bytes.length)).equals(bytes));
  const of = cut ?? pool[0];
  if (of) await watched(target, { of, bytes, how: cut ? 'cut' : 'changed' });
  target.close?.();
}

/** Milliseconds between two tellings of how far the work is. */
const TELLING = 500;

async function fuzz(target: Target, seen: Coverage, timeout: number): Promise<void> {
  const random = randomFrom(order.seed ^ seedOf(target.id));
  await target.prepare?.();
  const pool = await begin(target, watched);
  const tally = { inputs: 0, seeds: pool.length, kept: 0, blocks: 0 };
  seen.look();
  const began = seen.size;
  const end = performance.now() + timeout;
  let reported = performance.now();
  while (pool.length > 0 && performance.now() < end) {
    const batch = Array.from({ length: BATCH }, () => input(pool, random));
    for (const each of batch) {
      await watched(target, each);
      tally.inputs++;
      if (performance.now() > end) break;
    }
    if (seen.look() > 0 && pool.length < 2000) {
      // One of the batch reached something new. Which one costs a second run to find out, so all of a batch are kept
      // when it is small; the others only thin the pool out a little.
      const kept = batch.filter(({ bytes }) => bytes.length > 0 && bytes.length < 65_536);
      pool.push(...kept.map(({ bytes, of }) => ({ seed: of.seed, bytes })));
      tally.kept += kept.length;
    }
    tally.blocks = seen.size - began;
    if (performance.now() - reported < TELLING) continue;
    reported = performance.now();
    report({ target: target.id, ...tally });
  }
  report({ target: target.id, ...tally, done: true });
}

/** Lets the one who watches see what is under way. */
async function watched(target: Target, each: Input): Promise<Answer | undefined> {
  order.slot.set(each.bytes.subarray(0, order.slot.length));
  order.clock[1] = each.bytes.length;
  order.clock[0] = Date.now();
  try {
    return await attempt(target, each, report);
  } finally {
    order.clock[0] = 0;
  }
}
