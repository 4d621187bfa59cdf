/** A short run of the fuzzer, the same each time; and whether the fuzzer sees what it is there for. */
import { describe, expect, test } from 'vitest';
import { attempt, type Bounds, begin, type Find, input } from '../../fuzz/attempt.ts';
import { randomFrom, seedOf, shuffled } from '../../fuzz/random.ts';
import { stopwatch } from '../../fuzz/stopwatch.ts';
import type { Answer, Seed, Target } from '../../fuzz/target.ts';
import { allTargets } from '../../fuzz/targets.ts';
import { shapeOf, unsafeIn } from '../../fuzz/unsafe.ts';
import { iterations } from '../support/iterations.ts';

/** Spoiled inputs for each target, and seeds that they are made of: the hours are for `npm run fuzz`. */
const INPUTS = iterations({ quick: 6, full: 60 });
const SEEDS = iterations({ quick: 12, full: 40 });
/** Inputs that show whether a seed decides them. */
const FEW = 12;
const SEED = 20_261_126;

const targets = await allTargets();

test('every reader, source, loader and report is a target', async () => {
  const ids = targets.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  const { readerMetadata: cards } = await import('../../src/readers/load.ts');
  expect(ids).toEqual(expect.arrayContaining(cards.map(({ id }) => id)));
  const { reporters: reports } = await import('../../src/reporters/index.ts');
  expect(ids).toEqual(expect.arrayContaining(Object.keys(reports).map((id) => `reports: ${id}`)));
  for (const { id, seeds } of targets) expect(seeds.length, id).toBeGreaterThan(0);
});

test('another seed begins with other targets, and each has all of them', () => {
  const ids = targets.map(({ id }) => id);
  const orders = [1, 2, 3].map((seed) => shuffled(ids, randomFrom(seed)));
  for (const order of orders) expect(order.toSorted()).toEqual(ids.toSorted());
  expect(new Set(orders.map(([first]) => first)).size).toBe(3);
});

describe('mutated inputs find nothing', () => {
  // The pairs have a short run of their own, in pairs.test.ts.
  test.each(
    targets.filter(({ id }) => !id.startsWith('pairs: ')).map((target) => [target.id, target] as const),
  )('%s', async (_, target) => {
    expect((await shortRun(target)).finds.map(({ found, seed, detail }) => [found, seed, detail])).toEqual(
      [],
    );
  });
});

test('a run of the same seed tries the same inputs', async () => {
  const [target] = targets;
  const once = await shortRun(target as Target, FEW);
  const twice = await shortRun(target as Target, FEW);
  expect(once.tried.length).toBeGreaterThan(FEW);
  expect(twice.tried.map(text)).toEqual(once.tried.map(text));
});

const TEXT = 'alder\nbirch\ncedar\n';
const lines = (bytes: Uint8Array) => Buffer.from(bytes).toString().split('\n').filter(Boolean);

/** Defect → a reader that has it, and what must be found. */
const DEFECTS: readonly (readonly [string, Find['found'], Partial<Target> & Pick<Target, 'run'>])[] = [
  [
    'reads a field of nothing',
    'crash',
    { run: (bytes) => ({ programs: [(lines(bytes)[2] as unknown as { a: { b: string } }).a.b] }) },
  ],
  ['recurses', 'crash', { run: (bytes) => (bytes.length < 18 ? endless(0) : whole(bytes)) }],
  ['throws no error', 'crash', { run: () => Promise.reject('nothing') }],
  ['never ends', 'hang', { run: (bytes) => (bytes.length < 18 ? busy(150) : { programs: [] }) }],
  ['takes memory', 'runaway', { run: (bytes) => (bytes.length < 18 ? greedy() : { programs: [] }) }],
  ['takes a cut for the end', 'false clean', { run: whole, cutsNames: true }],
  ['takes half a name for a name', 'false clean', { run: whole, cutsInSilence: true }],
  [
    'believes what its checksum denies',
    'false clean',
    { run: whole, seeds: [seed(TEXT, true)], cutsInSilence: true, cutsNames: true },
  ],
  [
    'says other things in two ways',
    'disagreement',
    { run: (bytes) => ({ programs: [], ...(lines(bytes).length === 3 ? {} : differing(bytes)) }) },
  ],
  [
    'writes what acts',
    'unsafe output',
    {
      run(bytes) {
        const unsafe = unsafeIn('text', Buffer.from(bytes).toString('latin1'));
        return { programs: [], ...(unsafe === undefined ? {} : { unsafe }) };
      },
    },
  ],
];

/** What other test files take meanwhile counts as memory of this one. */
const PATIENT: Bounds = { time: 5000, memory: 4 * 1024 ** 3 };
/** Lower than those of a real run, so that the defect need not be as large. */
const BOUNDS: Partial<Record<Find['found'], Bounds>> = {
  hang: { ...PATIENT, time: 50 },
  runaway: { ...PATIENT, memory: 32 << 20 },
};

describe('what a reader does that', () => {
  test.each(DEFECTS)('%s is a %s', async (_, kind, target) => {
    const planted = { id: 'planted', seeds: [seed(TEXT)], ...target };
    const { finds } = await shortRun(planted, kind === 'hang' ? 12 : 200, BOUNDS[kind]);
    expect(new Set(finds.map(({ found }) => found))).toEqual(new Set([kind]));
  });
});

describe('what a report holds that', () => {
  test.each([
    ['text', 'red \u001b[31m', 'is a terminal escape'],
    ['json', '{"a":"\u202e"}', 'turns the direction'],
    ['csv', 'a,b\r\nc,=1+1\r\n', 'is a formula'],
    ['csv', 'a,"\t@SUM(1)"\r\n', 'is a quoted formula'],
    ['github', '::error title=a::b\n::set-output name=a::b\n', 'is another command'],
    ['prometheus', 'a{b="c"d"} 1\n', 'truncated a label'],
  ])('%s: %j %s, is unsafe', (id, text) => {
    expect(unsafeIn(id, text)).toBeDefined();
  });

  test.each([
    ['html', '<p title="a">b</p>', '<p title="a" onclick="b">b</p>'],
    ['html', '<p>a</p>', '<p>a<img src=x></p>'],
    ['junit', '<a><b c="d"/></a>', '<a><b c="d" e="f"/></a>'],
    ['markdown', '| `a` | `b` |', '| `a` | `b` c` |'],
    ['markdown', '| `a` |', '| `a\\\\|b` |'],
    ['markdown', '`a`', '`a` [b](c)'],
    ['json', '{"a":"b"}', '{"a":"b","c":"d"}'],
    ['csv', 'a,b\r\n', 'a,b,c\r\n'],
    ['github', '::error a=b::c\n', '::error a=b::c\n::error a=b::c\n'],
  ])('%s: %j became %j, changes its shape', (id, plain, text) => {
    expect(shapeOf(id, text)).not.toBe(shapeOf(id, plain));
  });
});

async function shortRun(target: Target, inputs = INPUTS, bounds = PATIENT) {
  const finds: Find[] = [];
  // As bytes: to write each down as text takes longer than many a run.
  const tried: Uint8Array[] = [];
  const random = randomFrom(SEED ^ seedOf(target.id));
  const run: Parameters<typeof begin>[1] = (_, each) => {
    tried.push(each.bytes);
    return attempt(target, each, (find) => finds.push(find), bounds);
  };
  const pool = await begin({ ...target, seeds: target.seeds.slice(0, SEEDS) }, run);
  for (let count = 0; count < inputs; count++) await run(target, input(pool, random));
  target.close?.();
  return { finds, tried };
}

/** Bytes are compared one by one, texts at once. */
function text(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}

function seed(text: string, checked = false): Seed {
  return { name: 'three lines', bytes: Buffer.from(text), checked };
}

function whole(bytes: Uint8Array): Answer {
  return { programs: lines(bytes) };
}

function differing(bytes: Uint8Array): Pick<Answer, 'disagreement'> {
  return { disagreement: { text: 'three lines, and not', bytes } };
}

function endless(depth: number): Answer {
  return depth < 0 ? { programs: [] } : { programs: [...endless(depth + 1).programs, ''] };
}

function busy(milliseconds: number): Answer {
  const spent = stopwatch();
  while (spent() < milliseconds);
  return { programs: [] };
}

const taken: Uint8Array[] = [];

function greedy(): Answer {
  if (taken.length < 2) taken.push(new Uint8Array(64 << 20).fill(1));
  return { programs: [] };
}
