import { order } from '../matching/compare-text.ts';
import { columnsReader, readerOf } from '../readers/load.ts';
import { hostSource, inputSource, openSource, type SourceOptions, sourcePaths } from '../sources/index.ts';
import type { Io, Reader, Source, SourceResult } from '../types.ts';
import type { Guest } from './guests.ts';
import { scanByHost } from './hosts.ts';
import type { ScanOptions } from './index.ts';
import { withGuests } from './scan-guests.ts';

/** The options that say what is looked at and how; the same for every command that looks. */
export interface ScanSourcesOptions extends SourceOptions {
  readonly as?: string;
  /** Which columns of handed tables mean what. */
  readonly columns?: string;
  readonly allowEmpty?: boolean;
  /** Whether containers, chroots and other systems inside a folder or this machine are sources of their own. */
  readonly guests?: boolean;
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
  for (const path of paths.length > 0 ? paths : [undefined]) {
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
        const [first, ...others] = await scanByHost(part, own);
        results.push(...others);
        if (first)
          results.push(...(await withGuests(first, [...guests.values()], path ?? '/', options, scanning)));
      }
    } finally {
      if (source.parts) await source.close?.();
    }
  }
  return results.sort((a, b) => order(a.name, b.name));
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
