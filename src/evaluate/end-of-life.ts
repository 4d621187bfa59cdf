/** Whether a version is one that its maker no longer supports, by a table of cycles. */

import { compareDotted } from '../matching/versions/dotted.ts';
import { beginsLike } from '../matching/versions/range.ts';
import type { Cycle } from '../schema/index.ts';
import type { Condition } from './condition.ts';
import { isFalse, isTrue, unknown } from './ternary.ts';

/** A cycle of a table, as both forms of endoflife.date give it. */
interface Life {
  readonly cycle: string;
  /** The first day without support; true and false where the table has no day. */
  readonly end: string | boolean;
}

/**
 * The condition that a version's cycle has ended on a day. What is older than a table whose first cycle has ended has
 * ended, too; what the table does not have otherwise is undecided, since tables grow old.
 *
 * @see https://endoflife.date/docs/api/v1/
 */
export function endOfLife(table: readonly Cycle[], day: string): Condition {
  const lives = table.map(lifeOf).filter(({ cycle }) => /^\d+(?:\.\d+)*$/u.test(cycle));
  const [first] = [...lives].sort((a, b) => compareDotted(a.cycle, b.cycle));
  const byLength = [...lives].sort((a, b) => b.cycle.split('.').length - a.cycle.split('.').length);
  return ({ sighting }) => {
    if (sighting.version === undefined) return unknown('no version in the manifest');
    if (sighting.marks?.includes('truncated-version')) return unknown('its version was cut');
    // An epoch belongs to the package, and tables know none.
    const version = sighting.version.replace(/^\d+:/u, '');
    const life = byLength.find(({ cycle }) => beginsLike(version, cycle));
    if (life) return hasEnded(life, day) ? isTrue(reasonOf(life)) : isFalse;
    if (first && hasEnded(first, day) && /^\d/u.test(version) && compareDotted(version, first.cycle) < 0)
      return isTrue(`its version ${sighting.version} is older than ${first.cycle}, whose support has ended`);
    return unknown(`its version ${sighting.version} is not in the table of days of support`);
  };
}

function lifeOf({ cycle, eol, name, isEol, eolFrom }: Cycle): Life {
  return { cycle: cycle ?? name ?? '', end: eol ?? eolFrom ?? isEol ?? false };
}

function hasEnded({ end }: Life, day: string): boolean {
  return typeof end === 'boolean' ? end : end <= day;
}

function reasonOf({ cycle, end }: Life): string {
  return `the support of ${cycle} has ended${typeof end === 'string' ? ` on ${end}` : ''}`;
}
