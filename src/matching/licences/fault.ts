import { globOf, isGlob } from '../glob.ts';
import { unknownWord } from '../names/nearest.ts';
import { idsOfName, licenceIds } from './names.ts';

/** Some identifiers in a message. */
const MAX_OFFERED = 6;

/**
 * What is wrong with the licence that a rule names; undefined where it is an identifier of SPDX, a glob that some meet,
 * or a reference to another licence.
 */
export function licenceFault(pattern: string): string | undefined {
  const shown = JSON.stringify(pattern);
  if (/^LicenseRef-[\w.*?-]+$/u.test(pattern)) return undefined;
  if (/\s/u.test(pattern) && /\b(?:and|or|with)\b/iu.test(pattern))
    return `${shown} is an expression: name each licence, and leave out exceptions (WITH)`;
  const glob = globOf(pattern.toLowerCase());
  const met = licenceIds.filter((id) => glob(id.toLowerCase()));
  if (met.length === licenceIds.length) return `${shown} matches every licence`;
  if (met.length > 0) return undefined;
  const meant = isGlob(pattern) ? [] : (idsOfName(pattern) ?? []);
  if (meant.length === 0) return unknownWord('licence', pattern, licenceIds);
  const list = meant.slice(0, MAX_OFFERED).join(', ');
  return `${shown} is not an identifier of SPDX: write ${list}${meant.length > MAX_OFFERED ? ', …' : ''}`;
}
