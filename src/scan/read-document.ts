import type { Reader, SourceFile } from '../types.ts';
import type { DocumentAccount } from './document-account.ts';
import { baseName } from './own-file.ts';
import { readFile } from './read-file.ts';
import { readOnce } from './read-once.ts';
import type { ScanState } from './state.ts';

/** Reads a document to its end: what of it the reader does not give is read by others, or reported. */
export async function readDocument(state: ScanState, file: SourceFile, reader: Reader): Promise<void> {
  // The scan of a machine reads no document that was passed, and starts without what accounts for one.
  const { accountOf } = await import('./document-account.ts');
  // What cannot be read, its reader is reported in turn. Where a name says it all, the content may be a list all the same.
  const bytes = await (reader.pathOnly ? shortText(file) : file.bytes()).catch(() => undefined);
  const account = bytes && accountOf(bytes, reader, state.options.ownReaders);
  const { length } = state.gaps;
  await readOnce(state, file, reader, account);
  if (account) await readRest(state, file, account, state.gaps.length > length);
}

/** Reads what is in a document beside what its reader gave. */
export async function readRest(
  state: ScanState,
  file: SourceFile,
  account: DocumentAccount,
  isReported: boolean,
): Promise<void> {
  for (const rest of await account.rest(baseName(file.path), file.resolver, isReported)) {
    if ('reason' in rest) state.gaps.push({ path: file.path, reason: rest.reason });
    else await readFile(state, { ...file, bytes: async () => rest.bytes }, rest.reader);
  }
}

/** The content of a file that is text, as files that are known by their name never are. */
async function shortText(file: SourceFile): Promise<Uint8Array | undefined> {
  return (await file.head()).includes(0) ? undefined : file.bytes();
}
