import type { SourceFile } from '../types.ts';
import type { DocumentAccount } from './document-account.ts';
import { nameInPlace } from './own-file.ts';
import { readFile } from './read-file.ts';
import { type KnownReader, loadedReader, loadReader } from './read-plan.ts';
import type { ScanState } from './state.ts';

/** Two globs, or a folder and a link to it, may lead to one manifest. */
export async function readOnce(
  state: ScanState,
  file: SourceFile,
  reader: KnownReader,
  account?: DocumentAccount,
): Promise<void> {
  const key = `${reader.id}\0${reader.pathOnly ? nameInPlace(file) : (file.real ?? file.path)}`;
  if (state.seen.has(key)) return;
  state.seen.add(key);
  await readFile(state, file, loadedReader(reader) ?? (await loadReader(reader)), account);
}
