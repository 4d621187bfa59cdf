/**
 * Which formats cannot show that they were cut between two records: found out by cutting every fixture at
 * every length, and written down in `docs/formats.md`, so that nobody takes such a list for proof.
 */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { allReaders } from '../../src/readers/load.ts';
import type { Reader, SourceFile } from '../../src/types.ts';
import { manifestsOf } from '../support/fixtures.ts';
import { iterations } from '../support/iterations.ts';

/** Lengths tried per file beside the ends of its lines. */
const CUTS = iterations({ quick: 200, full: 800 });

test('docs/formats.md names every format in which a cut between records cannot be seen, and no other', async () => {
  const silent: string[] = [];
  for (const reader of (await allReaders()).filter((each) => !each.pathOnly)) {
    for (const file of await manifestsOf(reader)) {
      if (silent.includes(reader.id) || !(await hasSilentCut(reader, file))) continue;
      silent.push(reader.id);
    }
  }
  const section = /^## Formats without an end mark\n(?<rows>[^]*?)(?:^## |$(?![^]))/mu.exec(
    readFileSync('docs/formats.md', 'utf8'),
  );
  const named = [...(section?.groups?.['rows'] ?? '').matchAll(/^\| `(?<id>[a-z0-9-]+)` \|/gmu)].map(
    (row) => row[1],
  );
  expect(named.toSorted()).toEqual(silent.toSorted());
});

/** Whether a shorter copy gives fewer programs, but some, without a word. */
async function hasSilentCut(reader: Reader, file: SourceFile): Promise<boolean> {
  const bytes = await file.bytes();
  const whole = read(reader, bytes, file);
  if (whole === undefined || whole < 2) return false;
  for (const length of lengthsOf(bytes)) {
    const count = read(reader, bytes.subarray(0, length), file);
    if (count !== undefined && count > 0 && count < whole) return true;
  }
  return false;
}

/** Where a file is cut: before and behind each line end, and at even distances. */
function lengthsOf(bytes: Uint8Array): ReadonlySet<number> {
  const lengths = new Set<number>();
  const step = Math.max(1, Math.floor(bytes.length / CUTS));
  for (let length = 1; length < bytes.length; length += step) lengths.add(length);
  for (let at = bytes.indexOf(0x0a); at !== -1; at = bytes.indexOf(0x0a, at + 1)) {
    if (at > 0) lengths.add(at);
    if (at + 1 < bytes.length) lengths.add(at + 1);
  }
  return lengths;
}

/** How many programs it gives; undefined when it shows that something is wrong. */
function read(reader: Reader, bytes: Uint8Array, { resolver: tree }: SourceFile): number | undefined {
  try {
    return [...reader.read(bytes, tree)].filter((program) => program.kind !== 'trace').length;
  } catch {
    return undefined;
  }
}
