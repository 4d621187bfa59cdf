import { Buffer } from 'node:buffer';

/** A manifest that was made of a good one. */
export interface Variant {
  /** What was done, for messages: `cut at 17 of 120`. */
  readonly what: string;
  readonly bytes: Uint8Array;
}

/** Lengths that are tried of one manifest; one with fewer bytes is cut at each of them. */
const CUTS = 2000;
const MUTANTS = 300;

/** A manifest that is truncated. */
export function* cuts(bytes: Uint8Array): Generator<Variant> {
  const step = Math.max(1, Math.floor(bytes.length / CUTS));
  for (let length = 0; length < bytes.length; length += step)
    yield { what: `cut at ${length} of ${bytes.length}`, bytes: bytes.slice(0, length) };
}

/** The same text in the encodings and line ends that shells, tools and editors give it; none of what is no text. */
export function* encodings(bytes: Uint8Array): Generator<Variant> {
  const text = Buffer.from(bytes).toString('utf8');
  if (text.includes('\0') || !Buffer.from(text).equals(bytes)) return;
  const wide = Buffer.from(text, 'utf16le');
  yield { what: 'UTF-8 with a byte order mark', bytes: Buffer.from(`\ufeff${text}`) };
  yield { what: 'UTF-16, little end first', bytes: Buffer.concat([Buffer.from([0xff, 0xfe]), wide]) };
  yield {
    what: 'UTF-16, big end first',
    bytes: Buffer.concat([Buffer.from([0xfe, 0xff]), Buffer.from(wide).swap16()]),
  };
  yield { what: 'lines that end in CR LF', bytes: Buffer.from(text.replaceAll(/\r?\n/gu, '\r\n')) };
}

/** What has broken parsers before. */
const HOSTILE = [
  '\0',
  '\n\n\n',
  '{'.repeat(5000),
  '['.repeat(5000),
  '<a>'.repeat(5000),
  '__proto__',
  'constructor',
  '\u202e\u001b]0;x\u0007',
  '\ufeff',
  '-1',
  '1e999',
  '9007199254740993',
  '../../../../etc/passwd',
  'a'.repeat(100_000),
];

/** Manifests that somebody made to do harm: alone, and put into a good one. */
export function* hostile(bytes: Uint8Array): Generator<Variant> {
  const middle = bytes.length >> 1;
  for (const word of HOSTILE) {
    const shown = JSON.stringify(word.slice(0, 24));
    yield { what: `nothing but ${shown}`, bytes: Buffer.from(word) };
    const parts = [bytes.subarray(0, middle), Buffer.from(word), bytes.subarray(middle)];
    yield { what: `${shown} put in at ${middle}`, bytes: Buffer.concat(parts) };
  }
  const random = numbers();
  for (let round = 0; round < MUTANTS && bytes.length > 0; round++) {
    const changed = Uint8Array.from(bytes);
    const at = random(bytes.length);
    changed[at] = random(256);
    yield { what: `byte ${at} made ${changed[at]}`, bytes: changed };
  }
}

/** The same numbers in every run, so that a fault can be seen again. @see https://en.wikipedia.org/wiki/Xorshift */
function numbers(): (below: number) => number {
  let state = 0x2545f491;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}
