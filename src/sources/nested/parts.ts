import { limits } from '../../limits.ts';
import type { FileSearch } from '../../open-files.ts';
import type { Source, SourceFile } from '../../types.ts';
import type { ImageOptions } from '../image.ts';
import { INPUT_FILES } from '../layout.ts';

/** Something in a source that may be a source of its own: a file that begins like an archive or a disk, a layout. */
export interface Candidate {
  /** From the root of the source. */
  readonly path: string;
  /** Whether it is a folder: all below the path belongs to it, and nothing of that to the source around it. */
  readonly folder?: true;
  /** Other files of the source that are parts of it. */
  readonly parts?: readonly string[];
  /**
   * Opens it. Undefined when it is none after all.
   *
   * @throws Error when it is one and cannot be opened
   */
  open(name: string): Promise<Source | undefined>;
}

/** How deep a source lies in others, and how many there are in all. */
export interface Nesting {
  readonly depth: number;
  /** Shared by all that are opened for one argument. */
  readonly count: { opened: number };
}

/** How archives, images and disks are opened. */
export interface ArchiveOptions extends ImageOptions {
  /** What they lie in; nothing when the caller named them. */
  readonly nesting?: Nesting;
}

/** Where nesting begins. */
export function newNesting(): Nesting {
  return { depth: 0, count: { opened: 0 } };
}

/** One level further in. */
export function deeper({ depth, count }: Nesting): Nesting {
  return { depth: depth + 1, count };
}

interface Found {
  readonly candidate: Candidate;
  readonly source: Source;
}

/**
 * A source with the images, disks and roots of machines in it as parts, each named by the way to it. What does not
 * open is a gap; what is no source of its own stays a file of the source.
 *
 * @param around what is passed as files, of which the candidates are some
 * @param paths all of its files
 */
export async function withNested(
  around: Source,
  candidates: readonly Candidate[],
  paths: readonly string[],
  nesting: Nesting,
): Promise<Source> {
  const found: Found[] = [];
  const gaps: { path: string; reason: string }[] = [];
  for (const candidate of candidates) {
    const { path } = candidate;
    if (nesting.depth >= limits.nested) {
      gaps.push({ path, reason: `more than ${limits.nested} archives in one another (limit: nested)` });
      continue;
    }
    if (nesting.count.opened >= limits.images) {
      const reason = `more than ${limits.images} archives and disks in one source (limit: images)`;
      gaps.push({ path, reason: `${reason}; the rest was not read` });
      break;
    }
    try {
      const source = await candidate.open(`${around.name} > ${path}`);
      if (source && isOwn(source)) {
        nesting.count.opened++;
        found.push({ candidate, source });
      } else await source?.close?.();
    } catch (error) {
      gaps.push({ path, reason: error instanceof Error ? error.message : String(error) });
    }
  }
  if (found.length === 0 && gaps.length === 0) return around;
  return joined(around, found, gaps, paths);
}

/** A list in a compressed file belongs to what is around it; a machine does not. */
function isOwn({ kind, layout, parts }: Source): boolean {
  return kind === 'disk' || kind === 'image' || layout === 'root' || parts !== undefined;
}

function joined(
  around: Source,
  found: readonly Found[],
  gaps: readonly { readonly path: string; readonly reason: string }[],
  paths: readonly string[],
): Source {
  const taken = new Set(gaps.map(({ path }) => path));
  for (const { candidate } of found)
    for (const path of [candidate.path, ...(candidate.parts ?? [])]) taken.add(path);
  const folders = found
    .filter(({ candidate }) => candidate.folder)
    .map(({ candidate }) => `${candidate.path}/`);
  const isNested = (path: string) => taken.has(path) || folders.some((folder) => path.startsWith(folder));
  const own: Source = {
    ...around,
    async *files(globs) {
      for (const { path, reason } of gaps) yield gapFile(path, reason);
      for await (const file of around.files(globs)) if (!isNested(file.path)) yield file;
    },
    ...searchOf([{ source: around, label: '' }], isNested),
    close: async () => {},
  };
  const nested = found.flatMap(({ source }) => source.parts ?? [source]);
  const hasOthers = gaps.length > 0 || paths.some((path) => !isNested(path));
  return {
    ...own,
    async *files(globs) {
      yield* own.files(globs);
      for (const { candidate, source } of found) yield* labelled(source.files(globs), `${candidate.path}/`);
    },
    ...searchOf([
      { source: own, label: '' },
      ...found.map(({ candidate, source }) => ({ source, label: `${candidate.path}/` })),
    ]),
    parts: [...(hasOthers ? [own] : []), ...nested.map(withoutClose)],
    close: async () => {
      for (const { source } of found) await source.close?.();
      await around.close?.();
    },
  };
}

/** A search through the files of several sources, one after the other; none where one of them has none. */
function searchOf(
  sources: readonly { readonly source: Source; readonly label: string }[],
  isLeftOut: (path: string) => boolean = () => false,
): Pick<Source, 'everyFile'> {
  if (sources.some(({ source }) => source.everyFile === undefined)) return {};
  const everyFile = async (search: FileSearch): Promise<void> => {
    let isOver = false;
    for (const { source, label } of sources) {
      await source.everyFile?.({
        wanted: (path) => !isLeftOut(path) && search.wanted(label + path),
        async visit(file) {
          if ('path' in file && isLeftOut(file.path)) return true;
          const more = await search.visit('path' in file ? { ...file, path: label + file.path } : file);
          isOver = !more;
          return more;
        },
      });
      if (isOver) return;
    }
  };
  return { everyFile };
}

/** The whole closes its parts. */
function withoutClose(source: Source): Source {
  return { ...source, close: async () => {} };
}

async function* labelled(files: AsyncIterable<SourceFile>, label: string): AsyncGenerator<SourceFile> {
  for await (const file of files) {
    const real = file.real === undefined ? {} : { real: label + file.real };
    yield { ...file, path: label + file.path, ...real };
  }
}

function gapFile(path: string, reason: string): SourceFile {
  const fail = async () => {
    throw new Error(reason);
  };
  return {
    path,
    folder: false,
    globs: [INPUT_FILES],
    problem: reason,
    head: fail,
    bytes: fail,
    resolver: { path, read: () => undefined, exists: () => false, list: () => [] },
  };
}
