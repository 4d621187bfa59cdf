/** What recognition sees of a whole JSON document, and the search for closing brackets and quotes below it. */
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { type Random, randomFrom } from '../../fuzz/random.ts';
import { abridgedJson } from '../../src/formats/markup/json-abridged.ts';
import * as scanner from '../../src/formats/markup/json-scanner/index.ts';
import { iterations } from '../support/iterations.ts';

function abridged(source: string | Uint8Array): unknown {
  const short = abridgedJson(Buffer.from(source));
  return short && JSON.parse(Buffer.from(short).toString());
}

describe('a document is abridged', () => {
  const ROWS = Array.from({ length: 5000 }, (_, at) => ({ name: `a "row" ${at}`, path: 'C:\\[x]\\' }));
  test.each<[string, unknown, unknown]>([
    ['keys behind long lists stay', { rows: ROWS, deviceid: 'x' }, { rows: ROWS.slice(0, 3), deviceid: 'x' }],
    [
      'keys behind long texts stay',
      { note: '\\" '.repeat(50_000), last: null },
      { note: '\\" '.repeat(59), last: null },
    ],
    ['values of every kind stay', [true, -1.5e3, [[], {}]], [true, -1500, [[], {}]]],
    ['long texts lose their ends, but no part of a letter', { a: 'ä'.repeat(400) }, { a: 'ä'.repeat(150) }],
  ])('%s', (_, value, short) => {
    for (const source of [JSON.stringify(value), `\ufeff${JSON.stringify(value, null, 2)}`])
      expect(abridged(source)).toEqual(short);
    expect(abridged(Buffer.from(`\ufeff${JSON.stringify(value)}`, 'utf16le'))).toEqual(short);
  });

  test('a large field leaves room for later ones', () => {
    const wide = Object.fromEntries(Array.from({ length: 180 }, (_, at) => [`k${at}`, 'x'.repeat(290)]));
    const value = { first: wide, second: [wide, wide, wide], last: 'end' };
    expect(abridged(JSON.stringify(value))).toMatchObject({ last: 'end' });
  });

  test('the first documents of one per line stay', () => {
    const short = abridgedJson(Buffer.from('{"a":1}\n{"b":[1,2,3,4]}\n{"c":1}\n{"d":1}\n'));
    expect(Buffer.from(short ?? []).toString()).toBe('{"a":1}\n{"b":[1,2,3]}\n{"c":1}');
  });

  test.each(['', 'x', '"text"', '\0\0'])('%j is no list and no object', (source) => {
    expect(abridgedJson(Buffer.from(source))).toBeUndefined();
  });

  test.each(['{', '[{', '{"a', '{"a":', '{"a":[1,', '{"a" "b"}', '[,,,]', '}', '{"a":"\\', '[1 2]', '{a:1}'])(
    'what is not JSON gives a part of it: %s',
    (source) => {
      for (const form of [source, `${source}${' '.repeat(5000)}`])
        expect(abridgedJson(Buffer.from(form))?.length ?? 0).toBeLessThan(400);
    },
  );
});

/** A runtime without WebAssembly searches byte by byte: its own copy of the module. */
let withoutIt: typeof scanner;
beforeAll(async () => {
  vi.resetModules();
  vi.stubGlobal('WebAssembly', undefined);
  withoutIt = await import('../../src/formats/markup/json-scanner/index.ts');
  withoutIt.closingBracket(Buffer.alloc(5000, '['), 0);
  vi.unstubAllGlobals();
  expect(withoutIt).not.toBe(scanner);
});

const PARTS = ['{', '}', '[', ']', '"', '\\', '\\\\', '\\"', 'a', ' ', 'ä', '[{', '}]', '""', 'x'.repeat(70)];

function textOf(random: Random): Buffer {
  const parts = Array.from({ length: random(3000) }, () => PARTS[random(PARTS.length)]);
  return Buffer.from('[{'.repeat(random(800)) + parts.join(''));
}

test('both ways to search find the same', () => {
  const random = randomFrom(16);
  for (let round = 0; round < iterations({ quick: 300, full: 20_000 }); round++) {
    const bytes = textOf(random);
    const start = random(bytes.length + 1);
    const [bracket, quote] = [scanner.closingBracket(bytes, start), scanner.closingQuote(bytes, start)];
    expect(bracket, `round ${round}`).toBe(withoutIt.closingBracket(bytes, start));
    expect(quote, `round ${round}`).toBe(withoutIt.closingQuote(bytes, start));
  }
});

test('a text over several parts of the memory of the scanner is one text', () => {
  const size = 256 * 1024;
  for (const shift of [-2, -1, 0, 1, 2]) {
    for (const escapes of ['\\"', '\\\\', '\\\\\\"', '"[', '"]"']) {
      const bytes = Buffer.from(`"${'x'.repeat(size + shift - 2)}${escapes}${'y'.repeat(size)}"]}"z"]`);
      expect(scanner.closingBracket(bytes, 0)).toBe(withoutIt.closingBracket(bytes, 0));
      expect(scanner.closingQuote(bytes, 1)).toBe(withoutIt.closingQuote(bytes, 1));
    }
  }
});
