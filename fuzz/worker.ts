/** Runs inputs until its time is over, and tells what it finds; whoever started it ends what hangs. */
import { parentPort, workerData } from 'node:worker_threads';
import { type Coverage, coverage } from './coverage.ts';
import { mutant } from './mutate.ts';
import { type Random, randomFrom, seedOf } from './random.ts';
import type { Answer, Seed, Target } from './target.ts';
import { allTargets } from './targets.ts';

interface Order {
  /** Milliseconds for each target, and for the first one where it is another. */
  readonly patience: number;
  readonly first?: number;
  /** One input of one target instead: whether it is slow by itself. */
  readonly alone?: { readonly target: string; readonly seed: string; readonly bytes: Uint8Array };
  readonly targets: readonly string[];
  readonly seed: number;
  /** When the input that is under way began, and its length: for the one who watches. */
  readonly clock: Float64Array;
  /** The input that is under way. */
  readonly slot: Uint8Array;
}

/** Milliseconds of the processor after which an input counts as a hang. */
const HANG = 1000;
/** Bytes that an input may cost beyond what the process had, with 64 times its own length on top. */
const RUNAWAY = 512 * 1024 * 1024;
/** Inputs between two looks at the coverage: a look costs as much as several inputs. */
const BATCH = 24;

const order = workerData as Order;

/** To whoever started this worker. */
function tell(message: object): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
  parentPort?.postMessage(message);
}

const targets = await allTargets();
if (order.alone) await repeat(order.alone);
else if (order.targets.length === 0) tell({ list: targets.map(({ id }) => id) });
else {
  const seen = coverage(import.meta.url);
  for (const [at, id] of order.targets.entries()) {
    const target = targets.find((each) => each.id === id);
    if (target) await fuzz(target, seen, at === 0 ? (order.first ?? order.patience) : order.patience);
  }
}

async function repeat({ target: id, seed: name, bytes }: NonNullable<Order['alone']>): Promise<void> {
  const target = targets.find((each) => each.id === id);
  const seed = target?.seeds.find((each) => each.name === name) ?? target?.seeds[0];
  if (target && seed) await attempt(target, { of: { seed, bytes: seed.bytes }, bytes, how: 'changed' });
}

/** Milliseconds between two tellings of how far the work is. */
const TELLING = 500;

async function fuzz(target: Target, seen: Coverage, patience: number): Promise<void> {
  const random = randomFrom(order.seed ^ seedOf(target.id));
  const pool = await begin(target);
  const tally = { inputs: 0, seeds: pool.length, kept: 0, blocks: 0 };
  seen.look();
  const began = seen.size;
  const end = performance.now() + patience;
  let told = performance.now();
  while (pool.length > 0 && performance.now() < end) {
    const batch = Array.from({ length: BATCH }, () => input(pool, random));
    for (const each of batch) {
      await attempt(target, each);
      tally.inputs++;
      if (performance.now() > end) break;
    }
    if (seen.look() > 0 && pool.length < 2000) {
      // One of the batch reached something new. Which one costs a second run to tell, so all of a batch are kept
      // when it is small; the others only thin the pool out a little.
      const kept = batch.filter(({ bytes }) => bytes.length > 0 && bytes.length < 65_536);
      pool.push(...kept.map(({ bytes, of }) => ({ seed: of.seed, bytes })));
      tally.kept += kept.length;
    }
    tally.blocks = seen.size - began;
    if (performance.now() - told < TELLING) continue;
    told = performance.now();
    tell({ target: target.id, ...tally });
  }
  tell({ target: target.id, ...tally, done: true });
}

interface Pooled {
  readonly seed: Seed;
  readonly bytes: Uint8Array;
  /** What the seed gives, for seeds that are whole. */
  readonly whole?: Answer;
}

interface Input {
  readonly of: Pooled;
  readonly bytes: Uint8Array;
  readonly how: 'cut' | 'changed';
}

async function begin(target: Target): Promise<Pooled[]> {
  const pool: Pooled[] = [];
  for (const seed of target.seeds) {
    const whole = await attempt(target, {
      of: { seed, bytes: seed.bytes },
      bytes: seed.bytes,
      how: 'changed',
    });
    pool.push({ seed, bytes: seed.bytes, ...(whole && whole.told === undefined ? { whole } : {}) });
  }
  return pool;
}

function input(pool: readonly Pooled[], random: Random): Input {
  const of = pool[random(pool.length)] as Pooled;
  const other = pool[random(pool.length)] as Pooled;
  return { of, ...mutant(of.bytes, other.bytes, random) };
}

async function attempt(target: Target, { of, bytes, how }: Input): Promise<Answer | undefined> {
  const found = (kind: string, detail: string) =>
    tell({ found: kind, target: target.id, seed: of.seed.name, detail, bytes });
  order.slot.set(bytes.subarray(0, order.slot.length));
  order.clock[1] = bytes.length;
  order.clock[0] = Date.now();
  const began = used();
  const memory = process.memoryUsage.rss();
  try {
    const answer = await target.run(bytes, of.seed);
    if (answer.disagreement) {
      const { text, bytes: read } = answer.disagreement;
      tell({
        found: 'disagreement',
        target: target.id,
        seed: of.seed.name,
        detail: text,
        bytes: read,
        choices: bytes,
      });
    }
    if (answer.unsafe !== undefined) found('unsafe output', answer.unsafe);
    const clean = falseClean(target, of, answer, how);
    if (clean !== undefined) found('false clean', clean);
    return answer;
  } catch (error) {
    found('crash', error instanceof Error ? String(error.stack) : String(error));
    return undefined;
  } finally {
    order.clock[0] = 0;
    const took = used() - began;
    if (took > HANG) {
      // What had to be collected or compiled may have been in the way: what is slow is slow again.
      const again = await timed(() => target.run(bytes, of.seed));
      if (again > HANG) found('hang', `${Math.round(took)} ms, then ${Math.round(again)} ms`);
    }
    const grown = process.memoryUsage.rss() - memory;
    if (grown > RUNAWAY + 64 * bytes.length) found('runaway', `${grown} bytes more`);
  }
}

async function timed(work: () => Answer | Promise<Answer>): Promise<number> {
  const began = used();
  try {
    await work();
  } catch {
    // The first run told of it.
  }
  return used() - began;
}

/** Milliseconds that the processor has spent on us: those of the clock count other work of the machine too. */
function used(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** What a whole input gives and this one does not, without a word. */
function falseClean(
  target: Target,
  { whole, seed }: Pooled,
  { programs, told }: Answer,
  how: Input['how'],
): string | undefined {
  if (whole === undefined || told !== undefined) return undefined;
  const had = new Set(whole.programs);
  const has = new Set(programs);
  const lost = whole.programs.find((key) => !has.has(key));
  const invented = programs.find((key) => !had.has(key));
  if (seed.checked && (lost ?? invented) !== undefined) return `changed and not told: ${lost ?? invented}`;
  if (how !== 'cut') return undefined;
  if (invented !== undefined && !target.cutsNames) return `cut, and it gives ${invented}`;
  if (lost !== undefined && !target.cutsInSilence) return `cut, and it lacks ${lost}`;
  return undefined;
}
