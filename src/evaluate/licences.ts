/** The licence of a program, as its list shows it, against what a match asks. Loaded only for rules that ask. */

import { licenceTest } from '../matching/licences/index.ts';
import type { LicenceSelector } from '../schema/index.ts';
import type { Program } from '../types.ts';
import { isFalse, isTrue, type Ternary, unknown } from './ternary.ts';
import { listed } from './vendors.ts';

/**
 * The test of a program against licences that a rule names.
 *
 * @param exempts whether the match says what is allowed: then the licences have to be enough to use the program
 */
export function licenceCondition(selector: LicenceSelector, exempts: boolean): (program: Program) => Ternary {
  const { is, unknown: otherwise } = isMapping(selector) ? selector : { is: selector, unknown: undefined };
  const test = licenceTest(listed(is), exempts);
  return ({ licence, kind }) => {
    // A service or a folder has no licence of its own: the program has it.
    if (kind === 'trace') return exempts ? unknown('a trace shows no licence') : isFalse;
    const answer = licence === undefined ? 'maybe' : test(licence);
    if (answer === 'no') return isFalse;
    if (answer === 'yes') return isTrue(`its licence is ${JSON.stringify(licence)}`);
    if (otherwise === 'differs') return isFalse;
    const reason =
      licence === undefined
        ? 'no licence in the manifest'
        : `its licence ${JSON.stringify(licence)} does not show whether it is one of them`;
    return otherwise === 'matches' ? isTrue(reason) : unknown(reason);
  };
}

function isMapping(selector: LicenceSelector): selector is Exclude<LicenceSelector, string | string[]> {
  return typeof selector === 'object' && !Array.isArray(selector);
}
