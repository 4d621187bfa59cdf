/** How, when and by whom a program was installed, against what a match asks. */

import type { Program } from '../types.ts';
import { isFalse, isTrue, type Ternary, unknown } from './ternary.ts';
import { textPatterns } from './text-patterns.ts';

/** The maintainer that a package names, the whole text against globs, without case. */
export function maintainerTest(patterns: readonly string[]): (program: Program) => Ternary {
  const known = textPatterns<undefined>();
  for (const pattern of patterns) known.add(pattern.toLowerCase(), undefined);
  return ({ maintainer }) => {
    if (maintainer === undefined) return unknown('no maintainer in the manifest');
    const [found] = known.find(maintainer.toLowerCase(), false);
    return found ? isTrue(`the maintainer is ${JSON.stringify(maintainer)}`) : isFalse;
  };
}

/** The day of installation against a period; few lists show that day. */
export function installedTest({
  from = '',
  to = '9999',
}: {
  readonly from?: string;
  readonly to?: string;
}): (program: Program) => Ternary {
  return ({ installedOn: day }) => {
    if (day === undefined) return unknown('no day of installation in the manifest');
    return from <= day && day <= to ? isTrue(`it was installed on ${day}`) : isFalse;
  };
}

/** Whether it is installed for one account: what shows none is installed for the machine. */
export function accountTest(wanted: boolean): (program: Program) => Ternary {
  return ({ user }) => {
    if ((user !== undefined) !== wanted) return isFalse;
    return isTrue(user === undefined ? 'it is installed for the machine' : `it is installed for ${user}`);
  };
}

/**
 * The last day on which a record of the system shows it. What no record shows does not match: the question is about the
 * record.
 *
 * @param today the day of the check, from which `within` counts back
 */
export function lastSeenTest(
  {
    within,
    from = '',
    to = '9999',
  }: { readonly within?: string; readonly from?: string; readonly to?: string },
  today: string,
): (program: Program) => Ternary {
  const earliest =
    within === undefined ? from : [from, dayBefore(today, Number.parseInt(within, 10))].sort().at(-1);
  return ({ lastSeen: day }) => {
    if (day === undefined || day < (earliest ?? '') || day > to) return isFalse;
    return isTrue(`a record last shows it on ${day}`);
  };
}

const DAY = 86_400_000;

function dayBefore(day: string, days: number): string {
  return new Date(Math.max(Date.parse(day) - days * DAY, 0)).toISOString().slice(0, 10);
}
