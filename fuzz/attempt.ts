import { getHeapStatistics } from 'node:v8';
import { mutant } from './mutate.ts';
import type { Random } from './random.ts';
import { stopwatch } from './stopwatch.ts';
import type { Answer, Seed, Target } from './target.ts';

/** A good input, or a mutated one that is mutated further. */
export interface Pooled {
  readonly seed: Seed;
  readonly bytes: Uint8Array;
  /** What the seed gives, for seeds that are whole. */
  readonly whole?: Answer;
}

/** What is tried, and what it was made of. */
export interface Input {
  readonly of: Pooled;
  readonly bytes: Uint8Array;
  /** `cut`: nothing but the end is missing. */
  readonly how: 'cut' | 'changed';
}

/** What must not be: `docs/fuzzing.md` explains the kinds. */
export interface Find {
  readonly found: 'crash' | 'hang' | 'runaway' | 'false clean' | 'disagreement' | 'unsafe output';
  readonly target: string;
  readonly seed: string;
  readonly detail: string;
  readonly bytes: Uint8Array;
  /** Of a disagreement: by what the two were drawn. */
  readonly choices?: Uint8Array;
}

/** What one input may cost. */
export interface Bounds {
  /** Milliseconds of work. */
  readonly time: number;
  /** Bytes beyond what the process or the thread had, with 64 times the length of the input on top. */
  readonly memory: number;
}

const BOUNDS: Bounds = { time: 1000, memory: 512 * 1024 * 1024 };

/** Runs the seeds of a target as they are. */
export async function begin(
  target: Target,
  run: (target: Target, input: Input) => Promise<Answer | undefined>,
): Promise<Pooled[]> {
  const pool: Pooled[] = [];
  for (const seed of target.seeds) {
    const { bytes } = seed;
    const whole = await run(target, { of: { seed, bytes }, bytes, how: 'changed' });
    pool.push({ seed, bytes, ...(whole && whole.reported === undefined ? { whole } : {}) });
  }
  return pool;
}

/** One of a pool, mutated. */
export function input(pool: readonly Pooled[], random: Random): Input {
  const of = pool[random(pool.length)] as Pooled;
  const other = pool[random(pool.length)] as Pooled;
  return { of, ...mutant(of.bytes, other.bytes, random) };
}

/** Runs one input and notes what it finds. */
export async function attempt(
  target: Target,
  { of, bytes, how }: Input,
  note: (find: Find) => void,
  bounds: Bounds = BOUNDS,
): Promise<Answer | undefined> {
  const found = (kind: Find['found'], detail: string, more: Partial<Find> = {}) =>
    note({ found: kind, target: target.id, seed: of.seed.name, detail, bytes, ...more });
  const began = performance.now();
  const memory = lately();
  try {
    const answer = await target.run(bytes, of.seed);
    const { disagreement, unsafe } = answer;
    if (disagreement) {
      found('disagreement', disagreement.text, { bytes: disagreement.bytes, choices: bytes });
    }
    if (unsafe !== undefined) found('unsafe output', unsafe);
    const clean = falseClean(target, of, answer, how);
    if (clean !== undefined) found('false clean', clean);
    return answer;
  } catch (error) {
    found('crash', error instanceof Error ? String(error.stack) : String(error));
    return undefined;
  } finally {
    // The time of the processor is dear to ask for, and asked for only of what is slow by the clock.
    const took = performance.now() - began;
    const grown = grownSince(memory, took);
    if (grown > bounds.memory + 64 * bytes.length) found('runaway', `${grown} bytes more`);
    if (took > bounds.time) {
      // What had to be collected or compiled may have been in the way: what is slow is slow again.
      const again = await timed(() => target.run(bytes, of.seed));
      if (again > bounds.time) found('hang', `${Math.round(took)} ms, then ${Math.round(again)} ms`);
    }
  }
}

/** Bytes that are taken: what other threads give back meanwhile would hide what this one takes. */
interface Taken {
  readonly process: number;
  readonly thread: number;
}

/** Milliseconds for which the bytes of the process are as they were: to ask for them takes longer than most inputs. */
const FRESH = 50;
/** Milliseconds in which nobody can fill as much memory as is too much. */
const QUICK = 2;
let last = { at: -Infinity, process: 0 };

function lately(): Taken {
  if (performance.now() - last.at > FRESH)
    last = { at: performance.now(), process: process.memoryUsage.rss() };
  return { process: last.process, thread: getHeapStatistics().external_memory };
}

/** Bytes more than before, after so many milliseconds. */
function grownSince(before: Taken, took: number): number {
  const ofThread = getHeapStatistics().external_memory - before.thread;
  return took < QUICK ? ofThread : Math.max(ofThread, process.memoryUsage.rss() - before.process);
}

async function timed(work: () => Answer | Promise<Answer>): Promise<number> {
  const spent = stopwatch();
  try {
    await work();
  } catch {
    // The first run reported it.
  }
  return spent();
}

/** What a whole input gives and this one does not, without a word. */
function falseClean(
  target: Target,
  { whole, seed }: Pooled,
  { programs, reported }: Answer,
  how: Input['how'],
): string | undefined {
  if (whole === undefined || reported !== undefined) return undefined;
  const had = new Set(whole.programs);
  const has = new Set(programs);
  const lost = whole.programs.find((key) => !has.has(key));
  const invented = programs.find((key) => !had.has(key));
  if (seed.checked && (lost ?? invented) !== undefined) return `changed and not told: ${lost ?? invented}`;
  if (how !== 'cut') return undefined;
  if (invented !== undefined && !target.cutsNames && !seed.cutsNames) return `cut, and it gives ${invented}`;
  if (lost !== undefined && !target.cutsInSilence) return `cut, and it lacks ${lost}`;
  return undefined;
}
