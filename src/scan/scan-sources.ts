import { order } from '../matching/compare-text.ts';
import { columnsReader, readerOf } from '../readers/load.ts';
import { hostSource, inputSource, openSource, type SourceOptions, sourcePaths } from '../sources/index.ts';
import type { Io, Reader, Source, SourceResult } from '../types.ts';
import { type FoundPage, withPagesJoined } from './answer-pages.ts';
import type { Guest } from './guests.ts';
import { type ScannedSource, scanByHost, scanTallied } from './hosts.ts';
import type { ScanOptions } from './index.ts';
import { withGuests } from './scan-guests.ts';
import { checkNames, renamedResults } from './source-names.ts';

/** The options that say what is looked at and how; the same for every command that looks. */
export interface ScanSourcesOptions extends SourceOptions {
  readonly as?: string;
  /** Which columns of passed tables mean what. */
  readonly columns?: string;
  readonly allowEmpty?: boolean;
  /** Whether containers, chroots and other systems inside a folder or this machine are sources of their own. */
  readonly guests?: boolean;
  /** What the sources are called in reports, in their order, so that two builds of one image can be compared. */
  readonly sourceName?: readonly string[];
}

/**
 * The sources that arguments name, each gathered; this machine when they name none.
 *
 * @throws Error when an argument names nothing or `as` no reader
 */
export async function scanSources(
  args: readonly string[],
  options: ScanSourcesOptions,
  io: Pick<Io, 'stdin'>,
  scanning: Omit<ScanOptions, 'as' | 'allowEmpty'>,
): Promise<SourceResult[]> {
  const as = await selectReader(options, scanning.ownReaders);
  const paths = [...new Set(await sourcePaths(args))];
  const results: SourceResult[] = [];
  const files: ScannedFile[] = [];
  const labels = new Map<string, string>();
  checkNames(options.sourceName ?? [], Math.max(paths.length, 1));
  for (const [index, path] of (paths.length > 0 ? paths : [undefined]).entries()) {
    const source = await open(path, options, io);
    const allowEmpty = options.allowEmpty === true;
    try {
      for (const part of source.parts ?? [source]) {
        const guests = new Map<string, Guest>();
        const onGuest = (one: Guest) => guests.set(one.path, one);
        const own = {
          ...scanning,
          ...(as ? { as } : {}),
          ...(options.guests ? { onGuest } : {}),
          allowEmpty,
        };
        if (part.kind === 'file') {
          files.push(await scanFile(part, own));
          continue;
        }
        const [whole, ...others] = await scanByHost(part, own);
        results.push(...others);
        if (whole)
          results.push(...(await withGuests(whole, [...guests.values()], path ?? '/', options, scanning)));
      }
    } finally {
      if (source.parts) await source.close?.();
    }
    const label = options.sourceName?.[index];
    if (label !== undefined) labels.set(source.name, label);
  }
  results.push(...withFilesJoined(files));
  return renamedResults(results, labels).sort((a, b) => order(a.name, b.name));
}

/** A file that was passed by itself; what is passed with it may be other pages of its answer. */
interface ScannedFile extends ScannedSource {
  readonly pages: readonly FoundPage[];
}

async function scanFile(source: Source, options: ScanOptions): Promise<ScannedFile> {
  const pages: FoundPage[] = [];
  return { ...(await scanTallied(source, { ...options, onPage: (page) => pages.push(page) })), pages };
}

function withFilesJoined(files: readonly ScannedFile[]): SourceResult[] {
  const pages = files.flatMap(({ result, pages: own }) =>
    own.map((page) => ({ ...page, path: result.name })),
  );
  const gaps = files.flatMap(({ result }) => result.gaps.map((gap) => ({ ...gap, path: result.name, gap })));
  const open = new Set(withPagesJoined(gaps, pages).map(({ gap }) => gap));
  return files.flatMap(({ result, split }) =>
    split({ ...result, gaps: result.gaps.filter((gap) => open.has(gap)) }),
  );
}

async function selectReader(
  { as, columns }: ScanSourcesOptions,
  own: readonly Reader[] | undefined,
): Promise<Reader | undefined> {
  if (columns !== undefined) return columnsReader(columns);
  return as === undefined ? undefined : readerOf(as, own);
}

async function open(
  path: string | undefined,
  options: SourceOptions,
  io: Pick<Io, 'stdin'>,
): Promise<Source> {
  if (path === undefined) return hostSource();
  return path === '-' ? inputSource(io.stdin, options) : openSource(path, options);
}
