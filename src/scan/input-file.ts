import { beginningOf, beginsAsJson } from '../formats/markup/json-beginning.ts';
import type { Attempt } from '../formats/try.ts';
import { PluginError } from '../readers/plugin-error.ts';
import type { Reader, SourceFile } from '../types.ts';
import { baseName } from './own-file.ts';
import { PROGRAM_FILE } from './program-file-options.ts';
import { readDocument } from './read-document.ts';
import { readOnce } from './read-once.ts';
import { messageOf } from './reason.ts';
import { type Recognised, reasonUnknown, recogniseFile, UNKNOWN } from './recognise-file.ts';
import { noteListed, type ScanState } from './state.ts';

/** Unknown files of one source for which the report says what they look like. */
const MAX_EXPLAINED = 50;

/** Reads a file that was passed with the reader that recognises its content. */
export async function readInputFile(state: ScanState, file: SourceFile): Promise<void> {
  const { options, source, gaps } = state;
  if (options.as) return readOnce(state, file, options.as);
  try {
    if (source.layout === 'handed' && (await readBehindStart(state, file))) return;
    const { value, fault } = await recognised(state, file);
    const { reader, text } = value ?? {};
    if (source.layout === 'handed' && reader?.strict !== true && (await readAsConsole(state, file))) return;
    const document = text ? { ...file, bytes: async () => text } : file;
    if (source.layout === 'handed' && reader?.pathOnly === undefined && beginsAsJson(await file.head())) {
      if (await readJson(state, document, reader)) return;
    }
    if (fault) throw fault;
    // At the top of a root a program is one of its files; what is passed by itself is what was asked about.
    if (reader?.id === PROGRAM_FILE && source.layout === 'root') return;
    if (reader) return await readDocument(state, document, reader);
    const ignored = baseName(file.path).startsWith('.') || state.release.has(file.path);
    if (source.layout === 'handed' && !ignored)
      state.unknown.set(file.path, await unknownReason(state, file));
  } catch (error) {
    // At the top of a root file system lie swap files and kernels that may well be unreadable.
    if (source.layout === 'handed' || error instanceof PluginError)
      gaps.push({ path: file.path, reason: messageOf(error) });
  }
}

async function recognised(
  { options }: ScanState,
  file: SourceFile,
): Promise<Attempt<Recognised | undefined>> {
  try {
    return { value: await recogniseFile(file, baseName(file.path), options.ownReaders) };
  } catch (fault) {
    return { fault };
  }
}

/**
 * Reads a JSON document, or the documents that it wraps if its reader takes nothing of it.
 *
 * @returns false where nobody reads it
 */
async function readJson(state: ScanState, file: SourceFile, reader: Reader | undefined): Promise<boolean> {
  const inside: ScanState = {
    ...state,
    listed: false,
    hasInventory: false,
    sightings: [],
    gaps: [],
    manifests: [],
    pages: [],
  };
  if (reader) await readDocument(inside, file, reader);
  if (!inside.listed) {
    const { readWrapped } = await import('./read-wrapped.ts');
    if (await readWrapped(state, file)) return true;
  }
  noteListed(state, inside);
  for (const sighting of inside.sightings) state.sightings.push(sighting);
  state.gaps.push(...inside.gaps);
  state.manifests.push(...inside.manifests);
  state.pages.push(...inside.pages);
  return reader !== undefined;
}

/** Reads what stands behind blank lines or the heads of answers of a server; false where there are none. */
async function readBehindStart(state: ScanState, file: SourceFile): Promise<boolean> {
  const head = await file.head();
  const start = beginningOf(head);
  if (start > 0 && (head[start - 1] ?? 0) <= BLANK) {
    const { readBehindBlanks } = await import('./read-behind.ts');
    if (await readBehindBlanks(state, file, readInputFile)) return true;
  }
  if (head[start] !== LETTER_H) return false;
  const { readHttp } = await import('./read-http.ts');
  return readHttp(state, file, readInputFile);
}

const BLANK = 0x20;
const LETTER_H = 0x48;

/** Reads a copied console; false where it is none. */
async function readAsConsole(state: ScanState, file: SourceFile): Promise<boolean> {
  const head = await file.head();
  if (head.length === 0 || head[beginningOf(head)] === LESS_THAN) return false;
  const { readConsole } = await import('./read-console.ts');
  return readConsole(state, file);
}

const LESS_THAN = 0x3c;

/** Of many unknown files only the first are looked at again, because that takes longer than to recognise them. */
async function unknownReason({ unknown, options }: ScanState, file: SourceFile): Promise<string> {
  return unknown.size < MAX_EXPLAINED ? reasonUnknown(file, options.ownReaders) : UNKNOWN;
}
