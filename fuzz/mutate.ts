import type { Random } from './random.ts';

/** An input made of another one, and how. */
export interface Mutant {
  readonly bytes: Uint8Array;
  /** `cut`: nothing but the end is missing. */
  readonly how: 'cut' | 'changed';
}

/** Largest mutant; larger ones only take longer. */
const LARGEST = 1 << 21;

/** Cuts one in five, changes the others in one to four places; `other` is what two inputs are crossed with. */
export function mutant(bytes: Uint8Array, other: Uint8Array, random: Random): Mutant {
  if (random(5) === 0) return { bytes: bytes.subarray(0, random(bytes.length)), how: 'cut' };
  let changed: Uint8Array = new Uint8Array(bytes);
  for (let times = 1 + random(4); times > 0; times--) {
    const change = CHANGES[random(CHANGES.length)];
    if (change) changed = change(changed, random, other);
  }
  return { bytes: changed.subarray(0, LARGEST), how: 'changed' };
}

type Change = (bytes: Uint8Array, random: Random, other: Uint8Array) => Uint8Array;

/** What has broken parsers before: the edges of numbers, the marks of formats, the ends of texts. */
const WORDS = [
  '\0',
  '\n',
  '\r\n',
  '\n\n',
  '"',
  "'",
  '{',
  '}',
  '[[[[[[[[[[[[[[[[',
  '{"a":'.repeat(20),
  '<a>'.repeat(20),
  '</',
  '<!--',
  ']]>',
  '&#0;',
  '&lol;',
  '<!DOCTYPE x [<!ENTITY a "b">]>',
  '__proto__',
  'constructor',
  '\u202e',
  '\ufeff',
  '\ud7ff',
  '💥',
  '-1',
  '0',
  '1e999',
  '9007199254740993',
  '4294967296',
  'null',
  'true',
  '\t',
  ': ',
  ' ',
  '../../../../etc/passwd',
  'a'.repeat(300),
].map((word) => new TextEncoder().encode(word));

const EDGES = [0, 1, 2, 0x7f, 0x80, 0xff, 0x100, 0x7fff, 0xffff, 0x10000, 0x7fffffff, 0x80000000, 0xffffffff];

const CHANGES: readonly Change[] = [
  (bytes, random) => put(bytes, random(bytes.length), [random(256)]),
  (bytes, random) => put(bytes, random(bytes.length), [[0, 1, 0x7f, 0x80, 0xff][random(5)] ?? 0]),
  (bytes, random) => {
    const at = random(bytes.length);
    return put(bytes, at, [(bytes[at] ?? 0) ^ (1 << random(8))]);
  },
  (bytes, random) => put(bytes, random(bytes.length), number(random)),
  (bytes, random) => {
    const at = random(bytes.length);
    return bytes.fill(random(2) * 0xff, at, at + 1 + random(32));
  },
  (bytes, random) => spliced(bytes, random(bytes.length), 1 + random(64), new Uint8Array()),
  (bytes, random) => {
    const at = random(bytes.length);
    return spliced(bytes, at, 0, bytes.slice(at, at + 1 + random(256)));
  },
  (bytes, random) => spliced(bytes, random(bytes.length), 0, WORDS[random(WORDS.length)] ?? new Uint8Array()),
  (bytes, random) => spliced(bytes, random(bytes.length), 8, WORDS[random(WORDS.length)] ?? new Uint8Array()),
  (bytes, random) => {
    const from = random(bytes.length);
    return spliced(bytes, random(bytes.length), 0, bytes.slice(from, from + random(512)));
  },
  (bytes, random, other) => {
    const from = random(other.length);
    return spliced(bytes, random(bytes.length), random(128), other.slice(from, from + random(512)));
  },
];

function put(bytes: Uint8Array, at: number, values: readonly number[]): Uint8Array {
  for (const [step, value] of values.entries()) if (at + step < bytes.length) bytes[at + step] = value;
  return bytes;
}

/** An edge of the whole numbers, in one of the widths and orders of bytes. */
function number(random: Random): number[] {
  const value = EDGES[random(EDGES.length)] ?? 0;
  const bytes = [value & 0xff, (value >>> 8) & 0xff, (value >>> 16) & 0xff, value >>> 24].slice(
    0,
    [1, 2, 4][random(3)],
  );
  return random(2) === 0 ? bytes : bytes.reverse();
}

function spliced(bytes: Uint8Array, at: number, removed: number, added: Uint8Array): Uint8Array {
  const joined = new Uint8Array(at + added.length + Math.max(0, bytes.length - at - removed));
  joined.set(bytes.subarray(0, at));
  joined.set(added, at);
  joined.set(bytes.subarray(at + removed), at + added.length);
  return joined;
}
