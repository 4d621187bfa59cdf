import { join } from 'node:path';
import { openSource, type SourceOptions } from '../sources/index.ts';
import type { CoverageGap, SourceResult } from '../types.ts';
import type { Guest } from './guests.ts';
import { type ScanOptions, scan } from './index.ts';
import { messageOf } from './reason.ts';

/**
 * The result of a machine, and those of the systems inside it, each named by its place. Where they cannot be looked
 * into, that is a gap, since somebody asked for them.
 *
 * @param root where the machine itself was found: `/`, or the folder that was passed
 */
export async function withGuests(
  result: SourceResult,
  guests: readonly Guest[],
  root: string,
  options: SourceOptions,
  scanning: ScanOptions,
): Promise<SourceResult[]> {
  if (guests.length === 0) return [result];
  if (result.kind !== 'host' && result.kind !== 'folder') {
    const closed = guests.map(({ what, path }) => ({
      path,
      reason: `a ${what} inside this source: unpack it first`,
    }));
    return [{ ...result, gaps: [...result.gaps, ...closed] }];
  }
  const all: SourceResult[] = [];
  const gaps: CoverageGap[] = [];
  for (const guest of guests) {
    try {
      all.push(...(await scanGuest(guest, join(root, guest.path), options, scanning)));
    } catch (error) {
      gaps.push({ path: guest.path, reason: messageOf(error) });
    }
  }
  const judged = new Set(guests.map(({ what }) => what as string));
  const notCovered = (result.coverage?.notCovered ?? []).filter(({ what }) => !judged.has(what));
  const { coverage: _, ...rest } = result;
  const own = {
    ...rest,
    gaps: [...result.gaps, ...gaps],
    ...(notCovered.length > 0 ? { coverage: { notCovered } } : {}),
  };
  return [own, ...all];
}

/** A layer holds what its image or container changed, and most layers change no package. */
async function scanGuest(
  { what, folder }: Guest,
  place: string,
  options: SourceOptions,
  scanning: ScanOptions,
): Promise<SourceResult[]> {
  const source = await openSource(place, { ...options, atRest: true });
  const allowEmpty = what === 'container layer';
  const results: SourceResult[] = [];
  try {
    for (const part of source.parts ?? [source]) {
      results.push(await scan(folder ? { ...part, layout: 'root' } : part, { ...scanning, allowEmpty }));
    }
  } finally {
    if (source.parts) await source.close?.();
  }
  return results;
}
