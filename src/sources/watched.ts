import { closeSync, existsSync, openSync } from 'node:fs';
import type { Source, SourceFile } from '../types.ts';
import { troubles } from './image/walk.ts';
import { CHANGED, settled, stampOf } from './stamp.ts';

/**
 * The source in a file of this machine, which reports behind its files if the file changed since it was opened: an archive
 * is read in parts, which would be of two moments.
 *
 * @param before the stamp of the file before anything was read
 */
export function watched(source: Source, path: string, before: string | undefined): Source {
  return {
    ...source,
    async *files(globs): AsyncGenerator<SourceFile> {
      yield* source.files(globs);
      if (stampAt(path) !== before) yield* troubles([{ path: '.', reason: CHANGED }], '');
    },
    ...(source.parts ? { parts: source.parts.map((part) => watched(part, path, before)) } : {}),
  };
}

/** The stamp of the file at a path; undefined where none is. */
export function stampAt(path: string): string | undefined {
  if (!existsSync(path)) return undefined;
  const file = openSync(path, 'r');
  try {
    return stampOf(settled(file));
  } finally {
    closeSync(file);
  }
}
