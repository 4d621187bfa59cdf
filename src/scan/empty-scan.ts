import type { CoverageGap, Source } from '../types.ts';

/** No machine is without a program: a list of none was emptied, or made of the wrong folder. */
export const LISTS_NOTHING = 'contains no software entries (--allow-empty accepts this)';

/** Nothing that was read is a list of programs; services and the like alone are none. */
export const NOTHING_RECOGNISED = "no list of installed software found (see 'interdict formats')";

/** What was met on the way through a source. */
interface ScanCounts {
  /** Whether a manifest was recognised that is more than a corner of a machine. */
  readonly hasInventory: boolean;
  /** Whether any manifest gave anything. */
  readonly listed: boolean;
  readonly gaps: readonly CoverageGap[];
}

/**
 * Why a source is no evidence of anything, where nothing else that was reported of it says so: of files that were passed
 * over each says so itself, one alone and several in a folder alike.
 */
export function emptyReason(
  { hasInventory, listed, gaps }: ScanCounts,
  layout: Source['layout'],
  guests: ReadonlyMap<string, unknown> = new Map(),
): string | undefined {
  if (gaps.length > 0 && (hasInventory || layout === 'handed')) return undefined;
  const [inside] = guests.keys();
  if (!hasInventory && inside !== undefined)
    return `${NOTHING_RECOGNISED}; there is a system inside: ${inside} (name it, or use --guests)`;
  if (!hasInventory) return NOTHING_RECOGNISED;
  return listed ? undefined : LISTS_NOTHING;
}
