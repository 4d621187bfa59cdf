import type { CoverageGap } from '../types.ts';
import { listOf } from './list-of.ts';
import type { Doubt } from './match-bans.ts';

/** So many programs of a list are reported one by one. */
const MAX_SINGLE = 10;
/** Names in a gap of many programs. */
const MAX_NAMES = 5;

/**
 * Doubts as coverage gaps. A list that shows no licences or no versions leaves every one of its programs open: that is
 * one gap, and not a thousand.
 */
export function gapsOf(doubts: readonly Doubt[]): CoverageGap[] {
  const groups = new Map<string, Doubt[]>();
  for (const doubt of doubts) {
    const { severity, state, path, reader } = doubt.gap;
    const key = [doubt.match.ban.id, alike(doubt.why), severity, state, path, reader];
    listOf(groups, JSON.stringify(key)).push(doubt);
  }
  return [...groups.values()].flatMap((group) =>
    group.length > MAX_SINGLE ? [joined(group)] : group.map(({ gap }) => gap),
  );
}

/** Reasons that quote different texts are alike. */
function alike(why: string): string {
  return why.replace(/"(?:[^"\\]|\\.)*"/gu, '"…"');
}

function joined(group: readonly Doubt[]): CoverageGap {
  const [{ gap, why, match }] = group as [Doubt];
  const names = [...new Set(group.map((doubt) => doubt.match.sighting.name))];
  const more = names.length > MAX_NAMES ? ` and ${names.length - MAX_NAMES} more` : '';
  const list = `${names.slice(0, MAX_NAMES).join(', ')}${more}`;
  return {
    ...gap,
    reason: `cannot decide whether ${group.length} programs violate ${match.ban.id}: ${alike(why)} (${list})`,
  };
}
