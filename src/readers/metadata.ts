import type { Reader } from '../types.ts';
import * as list from './index.ts';

/** What is known of a reader without loading it: all but its code and what few sources ask for. */
export type ReaderMetadata = Omit<Reader, 'read' | 'recognises' | 'siblings' | 'telltales'> & {
  /** Whether it recognises passed files. */
  readonly recognises: boolean;
};

/**
 * The cards of all readers, sorted by id. The build writes them down, so that a machine pays for the readers
 * whose manifests it has; from the source tree they are made of the readers themselves.
 */
export const readerMetadata: readonly ReaderMetadata[] = Object.values(list).map(metadataOf).sort(byId);

const readers: ReadonlyMap<string, Reader> = new Map(Object.values(list).map((one) => [one.id, one]));

/** Loads a reader by its id, with those of its world. */
export async function load(id: string): Promise<Reader | undefined> {
  return readers.get(id);
}

/**
 * The card of a reader.
 *
 * @public the build writes the cards down with it
 */
export function metadataOf({
  read: _read,
  siblings: _siblings,
  telltales: _telltales,
  recognises,
  ...card
}: Reader): ReaderMetadata {
  return { ...card, recognises: recognises !== undefined };
}

function byId(a: ReaderMetadata, b: ReaderMetadata): number {
  return a.id < b.id ? -1 : 1;
}
