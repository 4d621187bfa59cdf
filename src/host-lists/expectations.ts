import { hostKey } from '../matching/host-key.ts';
import type { CoverageGap, SourceResult } from '../types.ts';
import type { HostEntry } from './host-entry.ts';
import { sourceKeys } from './source-keys.ts';

/** What a fleet is held to: who has to be there, and how old data may be. */
export interface Expectations {
  readonly expected?: readonly HostEntry[] | undefined;
  /** Milliseconds. */
  readonly maxAge?: number | undefined;
  /** The bound as it was given, for messages: `--max-age 7d`. */
  readonly maxAgeWords?: string | undefined;
}

/** Remembers which hosts were there, and gives those that were not. */
export interface Attendance {
  see(source: string): void;
  /** A result for each host that is expected and was not seen, sorted as they are listed. */
  unseen(reason: string): SourceResult[];
}

/** Nobody was seen yet. */
export function attendance(expected: readonly HostEntry[]): Attendance {
  // The names that nobody had yet: who was not expected costs nothing, however many there are.
  const open = new Set(expected.flatMap(({ names }) => names.map(hostKey)));
  return {
    see(source) {
      if (open.size > 0) for (const key of sourceKeys(source)) open.delete(key);
    },
    unseen: (reason) =>
      expected
        .filter(({ names }) => names.every((name) => open.has(hostKey(name))))
        .map(({ names: [name = ''], place }) => unseenHost(name, `${reason} (${place})`)),
  };
}

function unseenHost(name: string, reason: string): SourceResult {
  const gaps = [{ path: '.', reason, kind: 'missing' as const }];
  return { name, kind: 'folder', sightings: [], manifests: [], findings: [], gaps, programs: 0 };
}

/** Clocks of machines differ: data of so many milliseconds ahead is of now. */
const AHEAD = 60 * 60 * 1000;

/**
 * Why data is too old for an answer about now: undefined where it is young enough.
 *
 * @param collected when it was collected, ISO 8601
 */
export function staleGap(
  collected: string | undefined,
  { maxAge, maxAgeWords }: Expectations,
  now: number,
): CoverageGap | undefined {
  if (maxAge === undefined) return undefined;
  const time = collected === undefined ? Number.NaN : Date.parse(collected);
  const stale = (reason: string): CoverageGap => ({ path: '.', reason, kind: 'stale' });
  if (Number.isNaN(time)) return stale(`when its data was collected is unknown (${maxAgeWords})`);
  if (time > now + AHEAD) return stale(`its data is of ${collected}, a time to come (${maxAgeWords})`);
  return now - time > maxAge
    ? stale(`its data is of ${collected}, too old for this answer (${maxAgeWords})`)
    : undefined;
}

/** A result with the gap that its age is. */
export function withAge(result: SourceResult, expectations: Expectations, now: number): SourceResult {
  // Of what was not there at all there is a gap that says more.
  if (expectations.maxAge === undefined || isAbsent(result)) return result;
  const gap = staleGap(result.collected, expectations, now);
  return gap ? { ...result, gaps: [gap, ...result.gaps] } : result;
}

function isAbsent({ manifests, gaps, collected }: SourceResult): boolean {
  return collected === undefined && manifests.length === 0 && gaps.length > 0;
}
