/** Readers that may pass over packages: what they give otherwise, and what they find wrong, stays the same. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { randomFrom, seedOf } from '../fuzz/random.ts';
import { addBeginning, BEGINNING, type Beginnings, beginningOf, noBeginnings } from '../src/beginnings.ts';
import type { Program, Reader, Tree } from '../src/model.ts';
import { apkInstalled } from '../src/readers/linux/apk-installed.ts';
import { dpkgStatus } from '../src/readers/linux/dpkg-status/index.ts';

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

/** What a read gives that takes all but what is passed over, how many that is, and how it ended. */
function reading(
  reader: Reader,
  bytes: Buffer,
  tree: Tree,
  table?: Beginnings,
): readonly [Program[], number, string] {
  const programs: Program[] = [];
  let passed = 0;
  const passes = table && { beginnings: () => table, passed: (count: number) => void (passed += count) };
  try {
    for (const program of reader.read(bytes, tree, passes)) programs.push(program);
  } catch (error) {
    return [programs, passed, String(error)];
  }
  return [programs, passed, 'whole'];
}

/** Whether a program may be passed over: what is there without marks, with a name that is none of the table's. */
function mayPass({ name, state, marks, ids }: Program, table: Beginnings): boolean {
  const isPackage = ids?.[0] === `deb:${name}` || ids?.[0] === `apk:${name}`;
  return isPackage && !state && !marks && name.length >= BEGINNING && table[beginningOf(name)] === 0;
}

/** Expects that passing over names by their beginnings changes nothing else; gives how many were passed over. */
function expectSame(reader: Reader, input: Buffer, tree: Tree): number {
  const [all, none, fault] = reading(reader, input, tree);
  expect(none).toBe(0);
  // Every third name is of concern, as are those that begin like it.
  const table = noBeginnings();
  for (const { name } of all) if (name.length % 3 === 0) addBeginning(table, name);
  const [rest, passed, faultOfRest] = reading(reader, input, tree, table);
  expect(faultOfRest).toBe(fault);
  expect(rest.length + passed).toBe(all.length);
  const left = new Map<string, number>();
  for (const program of all) add(left, program, 1);
  for (const program of rest) add(left, program, -1);
  const gone = [...left].flatMap(([text, count]) => Array.from({ length: count }, () => JSON.parse(text)));
  expect([...left.values()].every((count) => count >= 0)).toBe(true);
  expect(gone.filter((program) => !mayPass(program, table))).toEqual([]);
  return passed;
}

function add(counts: Map<string, number>, program: Program, by: number): void {
  const text = JSON.stringify(program);
  counts.set(text, (counts.get(text) ?? 0) + by);
}

describe.each(READERS)('$reader.id', ({ reader, path, seeds, odd }) => {
  const tree: Tree = { path, bytes: () => undefined, has: () => false, names: () => [] };
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
