/** The scanner of paragraphs against the same reading without it, on bytes of every kind. */
import { existsSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { type Random, randomFrom } from '../../fuzz/random.ts';
import { SCANNERS, wasmBytes } from '../../scripts/build/wasm-bytes.ts';
import { type StanzaShape, stanzas } from '../../src/formats/deb822/stanzas.ts';
import { iterations } from '../support/iterations.ts';

test.each(SCANNERS)('the bytes of %s are what its source compiles to', (scanner) => {
  const committed = readFileSync(`${scanner}/wasm-bytes.ts`, 'utf8');
  expect(committed, 'npm run generate').toBe(wasmBytes(scanner));
});

const SHAPES: readonly StanzaShape[] = [
  { wanted: ['Package', 'Status', 'Version', 'Architecture', 'Maintainer'] },
  { wanted: ['P', 'V', 'A', 'm'], letters: true },
  // Some with one first letter.
  { wanted: ['Version', 'Vendor', 'Package', 'Priority', 'Pack'] },
];

/** A runtime without WebAssembly reads every paragraph by other means: its own copy of the module. */
let withoutIt: typeof stanzas;
beforeAll(async () => {
  vi.resetModules();
  ({ stanzas: withoutIt } = await import('../../src/formats/deb822/stanzas.ts'));
  expect(withoutIt).not.toBe(stanzas);
});

function all(read: typeof stanzas, bytes: Uint8Array, shape: StanzaShape): unknown[] {
  return [...read(bytes, shape)].map(({ line, fields, closed, problem, find }) => [
    line,
    [...fields],
    closed,
    problem,
    find('Version'),
    find('Homepage'),
    find('T'),
  ]);
}

function expectSame(bytes: Uint8Array): void {
  for (const shape of SHAPES) {
    const found = all(stanzas, bytes, shape);
    vi.stubGlobal('WebAssembly', undefined);
    try {
      expect(found).toEqual(all(withoutIt, bytes, shape));
    } finally {
      vi.unstubAllGlobals();
    }
  }
}

const LINES = [
  'Package: a',
  'package: b',
  'Package:c',
  'Status: install ok installed',
  'STATUS: x',
  'Version: 1.0-1',
  'Version:',
  'Vendor: v',
  'Priority: optional',
  'Pack: p',
  'Architecture:\tall',
  'Maintainer: J\u00f6rg <x@example.org> ',
  'Homepage: https://example.org',
  'A-Very-Long-Name-Of-A-Field-That-Is-Longer-Than-Sixteen: x',
  'A-Name-Of-Thirty-Nine-Letters-Like-Pack: x',
  ' continued',
  '\tcontinued',
  ' Package: no field',
  'no colon here',
  'no colon in sixteen letters or more of a line',
  ': no name',
  'spaced name: x',
  'n\u00e4me: x',
  'P:a',
  'V:1',
  'p:b',
  'T:text',
  'P :c',
  '1:x',
  'x'.repeat(300),
  'N: \0',
  '\r',
  '',
  '',
  '',
];

function randomLines(random: Random, lines: number): Buffer {
  const text = Array.from({ length: lines }, () => LINES[random(LINES.length)]).join('\n');
  return Buffer.from(text.slice(0, text.length - random(3)), 'latin1');
}

describe('it finds what is found without it', () => {
  const texts = iterations({ quick: 1000, full: 3000 });
  test(`in ${texts} texts of lines`, () => {
    const random = randomFrom(2026);
    for (let count = 0; count < texts; count++) expectSame(randomLines(random, 1 + random(40)));
  });

  test('in every beginning of a file', () => {
    const bytes = randomLines(randomFrom(7), 60);
    for (let length = 0; length <= bytes.length; length++) expectSame(bytes.subarray(0, length));
  });

  test('in a file of which only pieces fit into its memory', () => {
    const random = randomFrom(11);
    const pieces = Array.from({ length: 400 }, (_, at) => {
      const size = at % 100 === 50 ? 500_000 : random(9000);
      const name = at % 7 === 3 ? 'odd name' : 'Package';
      return `${name}: p${at}\nVersion: ${at}\nDescription: ${'y'.repeat(size)}\n`;
    });
    expectSame(Buffer.from(pieces.join('\n'), 'latin1'));
  });

  const own = '/var/lib/dpkg/status';
  test.skipIf(!existsSync(own))('in the database of this machine', () => {
    expectSame(readFileSync(own));
  });
  if (!existsSync(own)) console.log(`skipped: no ${own}, so no real database is read both ways`);
});

test('two files are read at once, and one is left half-way', () => {
  const [shape] = SHAPES as [StanzaShape];
  const one = Buffer.from('Package: a\n\nPackage: b\n\nPackage: c\n\n');
  const other = Buffer.from('Package: x\n\nPackage: y\n\n');
  const names: (string | undefined)[] = [];
  for (const { fields } of stanzas(one, shape)) {
    names.push(fields.get('Package'));
    for (const inner of stanzas(other, shape)) {
      names.push(inner.fields.get('Package'));
      break;
    }
  }
  expect(names).toEqual(['a', 'x', 'b', 'x', 'c', 'x']);
});
