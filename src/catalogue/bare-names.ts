import { isGlob } from '../matching/glob.ts';
import { nameKey } from '../matching/names/index.ts';
import type { Program } from '../types.ts';
import type { IndicatorMatch } from './indicator-match.ts';
import type { Indicator } from './indicators.ts';

/**
 * Bills of materials without package URLs and tables of names do not show whose package something is: nothing but
 * its name is known then.
 */
export function isBare({ ids = [], publisher, folder, kind }: Program): boolean {
  const isTold = publisher !== undefined || folder !== undefined || kind === 'trace';
  return !isTold && ids.every((id) => id.startsWith('purl:pkg:generic/'));
}

/** A whole name that is certain; a pattern or a likely name says only what it may be. */
export function isSure([, pattern, , , conditions]: Indicator): boolean {
  return !isGlob(pattern) && !conditions?.medium;
}

/** `yandex-disk-indicator`: the form of a package name, which no display name has. */
const PACKAGE_FORM = /^[a-z0-9]+(?:[-_.+][a-z0-9]+)+$/u;

/**
 * Takes out of the matches of an untyped program those in which its name only begins as a display name does. Whoever
 * packages an addition to a product begins its name with that of the product, so such a name decides nothing.
 *
 * @returns what was taken out, which is reason to doubt
 */
export function takeLongerNames(program: Program, matches: IndicatorMatch[]): readonly IndicatorMatch[] {
  if (!PACKAGE_FORM.test(program.name)) return [];
  const key = nameKey(program.name);
  const isLonger = ({ via, mark: [, pattern] }: IndicatorMatch) =>
    via === 'name' && isGlob(pattern) && pattern.replace(/ \*$/u, '') !== key;
  const longer = matches.filter(isLonger);
  if (longer.length > 0) matches.push(...matches.splice(0).filter((match) => !isLonger(match)));
  return longer;
}
