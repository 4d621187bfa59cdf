/** Readers that may pass over packages: what they give otherwise, and what they find wrong, stays the same. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { passedOver } from '../../fuzz/prefilter.ts';
import { randomFrom, seedOf } from '../../fuzz/random.ts';
import { apkInstalled } from '../../src/readers/linux/apk-installed.ts';
import { dpkgStatus } from '../../src/readers/linux/dpkg-status/index.ts';
import type { FileResolver, Reader } from '../../src/types.ts';

const CORPUS = '../shared/corpus';
if (!existsSync(CORPUS)) console.log(`skipped: no ${CORPUS}, so fixtures alone are passed over`);

const MUTATIONS = 40;
/** The beginning of a paragraph that would be passed over. */
const DPKG = 'Package: pack\nStatus: install ok installed\nVersion: 1';
const APK = 'P:pack\nV:1\nA:all';
const READERS: readonly { reader: Reader; path: string; seeds: readonly string[]; odd: readonly string[] }[] =
  [
    {
      reader: dpkgStatus,
      path: 'var/lib/dpkg/status',
      seeds: ['dpkg-status', '/var/lib/dpkg/status'],
      odd: [
        DPKG,
        `${DPKG}\u00e9`,
        `${DPKG}\nVersion: \u00e9`,
        `${DPKG}\nStatus: deinstall ok config-files`,
        `${DPKG}\nPackage: kesl`,
        `${DPKG}\nno field`,
        `${DPKG}\n: no name`,
        'Package: pack\nStatus: hold ok installed\nVersion: 1',
        'Package: pack\nStatus: deinstall ok config-files\nVersion: 1',
        'Package: pack\nEssential: yes\nStatus: install ok half-installed\nVersion: 1',
        'Package: pa ck\nStatus: install ok installed\nVersion: 1',
        'Package: pack\nVersion: 1',
      ],
    },
    {
      reader: apkInstalled,
      path: 'lib/apk/db/installed',
      seeds: ['apk-installed', 'apk'],
      odd: [
        APK,
        `${APK}\nV:2`,
        `${APK}\nP:kesl\nV:1`,
        `${APK}\nno field`,
        'P:pack\nV:\u00e9\nA:all',
        'P:pack\nA:all',
      ],
    },
  ];

/** Files below the fixtures and the corpus, or one of this machine. */
function filesOf(seed: string): string[] {
  const places = seed.startsWith('/') ? [seed] : [join('fixtures/readers', seed), join(CORPUS, seed)];
  return places.filter((place) => existsSync(place)).flatMap(filesBelow);
}

function filesBelow(place: string): string[] {
  if (statSync(place).isFile()) return [place];
  return readdirSync(place).flatMap((name) => filesBelow(join(place, name)));
}

/** A line lost, doubled, torn or swapped with another; a byte changed; an end cut off. */
function spoiled(bytes: Buffer, below: (limit: number) => number): Buffer {
  const lines = bytes.toString('latin1').split('\n');
  const at = below(lines.length);
  const line = lines[at] ?? '';
  const kinds = [
    () => lines.splice(at, 1),
    () => lines.splice(at, 0, line),
    () => lines.splice(at, 1, line.slice(0, below(line.length + 1))),
    () => lines.splice(at, 1, lines[below(lines.length)] ?? ''),
    () => lines.splice(at, 1, String.fromCharCode(below(256)) + line.slice(1)),
    () => lines.splice(at),
    () => lines.splice(at, 0, ''),
    () => lines.splice(at, 1, `${line}\r`),
  ];
  kinds[below(kinds.length)]?.();
  return Buffer.from(lines.join('\n'), 'latin1');
}

/** Expects that passing over names by their beginnings changes nothing else; gives how many were passed over. */
function expectSame(reader: Reader, input: Buffer, tree: FileResolver): number {
  const { count, difference } = passedOver(reader, input, tree);
  expect(difference).toBeUndefined();
  return count;
}

describe.each(READERS)('$reader.id', ({ reader, path, seeds, odd }) => {
  const tree: FileResolver = { path, read: () => undefined, exists: () => false, list: () => [] };
  test.each(seeds.flatMap(filesOf))('%s', (file) => {
    const below = randomFrom(seedOf(file));
    const bytes = readFileSync(file);
    expectSame(reader, bytes, tree);
    for (let count = 0; count < MUTATIONS; count++) expectSame(reader, spoiled(bytes, below), tree);
  });
  test.each(odd)('%j', (text) => {
    expectSame(reader, Buffer.from(`${text}\n\n${text}\n\n`, 'latin1'), tree);
  });
  test('the usual one is passed over', () => {
    const [usual] = odd;
    expect(expectSame(reader, Buffer.from(`${usual}\n\n${usual}\n\n`), tree)).toBe(2);
  });
});
