import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { recognise } from '../../src/readers/load.ts';
import { folderSource } from '../../src/sources/folder.ts';
import type { Reader, SourceFile } from '../../src/types.ts';

/** Where each reader has its machines. */
export const FIXTURES = 'fixtures/readers';
/** What a reader sees on a machine, beside it. */
export const GOLDEN = 'expected.json';

/** The folder of a case that is its machine. */
export function machineOf(id: string, name: string): string {
  const folder = join(FIXTURES, id, name);
  return existsSync(join(folder, 'machine')) ? join(folder, 'machine') : folder;
}

const known = new Map<string, Promise<readonly SourceFile[]>>();

/** The manifests in a reader's fixtures that it reads, looked for once. */
export function manifestsOf(reader: Reader): Promise<readonly SourceFile[]> {
  const files = known.get(reader.id) ?? manifestsFor(reader);
  known.set(reader.id, files);
  return files;
}

async function manifestsFor(reader: Reader): Promise<readonly SourceFile[]> {
  const home = join(FIXTURES, reader.id);
  const found: SourceFile[] = [];
  for (const name of existsSync(home) ? readdirSync(home).sort() : []) {
    for await (const file of folderSource(machineOf(reader.id, name)).files([...reader.paths, '**/*'])) {
      if (
        file.folder === (reader.pathOnly === 'folder') &&
        !file.problem &&
        file.path !== GOLDEN &&
        (await reads(reader, file))
      )
        found.push(file);
    }
  }
  return found;
}

async function reads(reader: Reader, file: SourceFile): Promise<boolean> {
  if (file.globs.some((glob) => reader.paths.includes(glob))) return true;
  if (file.folder) return false;
  return (await recognise(await file.head(), file.path.split('/').pop() ?? ''))?.id === reader.id;
}
