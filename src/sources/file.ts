import { basename, dirname, resolve } from 'node:path';
import { limits } from '../limits.ts';
import type { FileResolver, Source, SourceFile } from '../types.ts';
import { type Content, contentOf } from './disk-file.ts';
import { diskTree } from './folder.ts';
import { INPUT_FILES } from './layout.ts';

/** One passed file. Its siblings in the same folder may be looked up; nothing outside it. */
export function fileSource(
  path: string,
  name: string = path,
  content: Content = contentOf(path, { links: true, lent: true }),
): Source {
  const whole = resolve(path);
  const file = (globs: readonly string[]): SourceFile => ({
    path: name,
    folder: false,
    globs,
    head: () => content.head(),
    bytes: () => content.bytes(),
    resolver: {
      ...diskTree({ root: dirname(whole) }, basename(whole)),
      path: whole.slice(1),
    },
  });
  return { ...handed(name, file), close: async () => content.letGo() };
}

/** Bytes that came through standard input, or from a test. */
export function memorySource(bytes: Uint8Array, name: string): Source {
  const file = (globs: readonly string[]): SourceFile => ({
    path: name,
    folder: false,
    globs,
    size: bytes.length,
    head: async () => bytes.subarray(0, limits.head),
    bytes: async () => bytes,
    resolver: alone(name),
  });
  return handed(name, file);
}

/** The tree of what has nothing beside it. */
export function alone(path: string): FileResolver {
  return { path, read: () => undefined, exists: () => false, list: () => [] };
}

function handed(name: string, file: (globs: readonly string[]) => SourceFile): Source {
  return {
    name,
    kind: 'file',
    layout: 'handed',
    async *files(globs) {
      // From the end, where it mostly stands behind hundreds of others.
      yield file(globs.lastIndexOf(INPUT_FILES) < 0 ? [] : [INPUT_FILES]);
    },
  };
}
