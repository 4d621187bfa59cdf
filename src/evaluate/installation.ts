/** How, when and by whom a program was installed, against what a match asks. */

import { globOf } from '../matching/glob.ts';
import type { Program } from '../types.ts';
import { isFalse, isTrue, type Ternary, unknown } from './ternary.ts';

/** The maintainer that a package names, the whole text against globs, without case. */
export function maintainerTest(patterns: readonly string[]): (program: Program) => Ternary {
  const globs = patterns.map((pattern) => globOf(pattern.toLowerCase()));
  return ({ maintainer }) => {
    if (maintainer === undefined) return isFalse;
    const text = maintainer.toLowerCase();
    return globs.some((matches) => matches(text))
      ? isTrue(`the maintainer is ${JSON.stringify(maintainer)}`)
      : isFalse;
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
