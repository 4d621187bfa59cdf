/**
 * Megabytes a second of each reader over the largest manifest at hand: this machine's own, `../shared/corpus`
 * where it is there, the fixtures otherwise. A small input shows little: its size is printed.
 */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { allReaders, recognise } from '../src/readers/load.ts';
import { fileSource } from '../src/sources/file.ts';
import { folderSource, rootSource } from '../src/sources/folder.ts';
import type { Reader, SourceFile } from '../src/types.ts';
import { report } from './measure.ts';

/** Milliseconds spent on each reader. */
const SPELL = 400;
const CORPUS = '../shared/corpus';

const handedOver = await largestHanded();
for (const reader of (await allReaders()).filter((each) => !each.pathOnly)) {
  const file = await largest(reader);
  if (!file) report(reader.id, 'no input at hand');
  else report(reader.id, await speedOf(reader, file));
}

async function speedOf(reader: Reader, file: SourceFile): Promise<string> {
  const bytes = await file.bytes();
  let programs = 0;
  let rounds = 0;
  const began = performance.now();
  while (performance.now() - began < SPELL) {
    programs = count(reader, bytes, file);
    rounds++;
  }
  const seconds = (performance.now() - began) / 1000;
  const rate = (bytes.length * rounds) / 1e6 / seconds;
  return `${rate.toFixed(1).padStart(8)} MB/s   ${(bytes.length / 1024).toFixed(0)} KiB, ${programs} entries`;
}

function count(reader: Reader, bytes: Uint8Array, { resolver: tree }: SourceFile): number {
  let programs = 0;
  try {
    for (const _ of reader.read(bytes, tree)) programs++;
  } catch {
    // Fixtures are made to break; what was read until then took its time all the same.
  }
  return programs;
}

async function largest(reader: Reader): Promise<SourceFile | undefined> {
  let best: SourceFile | undefined;
  const offer = (file: SourceFile) => {
    if (!file.folder && !file.problem && (file.size ?? 0) > (best?.size ?? -1)) best = file;
  };
  for await (const file of rootSource('host').files(reader.paths)) offer(file);
  const home = join('fixtures/readers', reader.id);
  for (const name of existsSync(home) ? readdirSync(home) : []) {
    for await (const file of folderSource(join(home, name)).files(reader.paths)) offer(file);
  }
  const other = handedOver.get(reader.id);
  if (other)
    for await (const file of fileSource(other.path).files(['**/*'])) offer({ ...file, size: other.size });
  return best;
}

/** The largest passed file that each reader recognises. */
async function largestHanded(): Promise<Map<string, { path: string; size: number }>> {
  const largestOf = new Map<string, { path: string; size: number }>();
  for (const path of handed()) {
    const { size } = statSync(path);
    const head = readFileSync(path).subarray(0, 65_536);
    const reader = await recognise(head, path.split('/').pop() ?? '');
    if (reader && size > (largestOf.get(reader.id)?.size ?? 0)) largestOf.set(reader.id, { path, size });
  }
  return largestOf;
}

/** Files that somebody passed, of the corpus and of the fixtures. */
function handed(): string[] {
  return [CORPUS, 'fixtures/readers']
    .flatMap((folder) => below(folder))
    .filter((path) => statSync(path).size < 1e8);
}

function below(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/expected|\.tar/u.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
}
