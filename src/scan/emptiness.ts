import type { Outcome, Unread } from '../model.ts';

/** No machine is without a program: a list of none was emptied, or made of the wrong folder. */
export const LISTS_NOTHING = 'what was recognised lists nothing at all; --allow-empty lets that pass';

const NOTHING_RECOGNISED =
  "nothing was recognised that lists installed programs; 'interdict formats' tells what is read";

/** What was met on the way through a source. */
interface Met {
  /** Whether a manifest was recognised that is more than a corner of a machine. */
  readonly inventoried: boolean;
  /** Whether any manifest gave anything. */
  readonly listed: boolean;
  readonly unread: readonly Unread[];
}

/** Why a source is no evidence of anything, where nothing else that was told of it says so. */
export function emptinessOf({ inventoried, listed, unread }: Met, kind: Outcome['kind']): string | undefined {
  if (unread.length > 0 && (inventoried || kind === 'file')) return undefined;
  if (!inventoried) return NOTHING_RECOGNISED;
  return listed ? undefined : LISTS_NOTHING;
}
