import type { Reader } from './model.ts';
import * as list from './readers/index.ts';

/** Every reader of the house, sorted by id. */
export const readers: readonly Reader[] = Object.values(list);

/** The reader with this id, if there is one. */
export function readerOf(id: string): Reader | undefined {
  return readers.find((reader) => reader.id === id);
}

/**
 * The reader that recognises a handed file by its first bytes and base name.
 *
 * @throws Error when two of them do: a guess would be no answer
 */
export function recognise(head: Uint8Array, name: string): Reader | undefined {
  const claims = readers.filter((reader) => reader.recognises?.(head, name));
  if (claims.length > 1) {
    throw new Error(`${claims.map((reader) => reader.id).join(' and ')} both recognise it; --as names one`);
  }
  return claims[0];
}
