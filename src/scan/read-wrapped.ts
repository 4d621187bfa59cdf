import { limits } from '../limits.ts';
import type { Sighting, SourceFile } from '../types.ts';
import { withKind } from './gap-kind.ts';
import { readDocument } from './read-document.ts';
import { noteListed, type ScanState } from './state.ts';
import { type WrappedDocument, wrappedDocuments } from './wrapped-documents.ts';

/**
 * Reads the documents that a file wraps, each as if it stood alone.
 *
 * @returns false where there are none
 */
export async function readWrapped(state: ScanState, file: SourceFile): Promise<boolean> {
  const { documents, faults } = await wrappedDocuments(file, state.options.ownReaders);
  for (const document of documents) await readOne(state, file, document, documents.length > 1);
  if (documents.length === 0) return false;
  for (const reason of new Set(faults)) state.gaps.push(withKind({ path: file.path, reason }));
  return true;
}

async function readOne(
  state: ScanState,
  file: SourceFile,
  { place, reader, bytes }: WrappedDocument,
  isNamed: boolean,
): Promise<void> {
  const part = { ...file, head: async () => bytes.subarray(0, limits.head), bytes: async () => bytes };
  const inside: ScanState = { ...state, seen: new Set(), sightings: [], gaps: [] };
  await readDocument(inside, part, reader);
  noteListed(state, inside);
  for (const sighting of inside.sightings) state.sightings.push(placed(sighting, isNamed ? place : ''));
  for (const gap of inside.gaps)
    state.gaps.push(isNamed ? { ...gap, reason: `${place}: ${gap.reason}` } : gap);
}

/** A line of a wrapped document is none of the file. */
function placed({ line, ...sighting }: Sighting, place: string): Sighting {
  const entry = sighting.entry ?? (line === undefined || line === 1 ? undefined : `line ${line}`);
  const parts = [place, entry].filter((part) => part !== undefined && part !== '');
  return parts.length === 0 ? sighting : { ...sighting, entry: parts.join(': ') };
}
