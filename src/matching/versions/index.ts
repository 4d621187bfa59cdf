/**
 * Which of two versions is newer, in the order of the ecosystem that they come from, and ranges of versions.
 */

import type { Scheme } from '../../vocabulary.ts';
import { compareApk } from './apk.ts';
import { compareDeb } from './deb.ts';
import { compareDotted } from './dotted.ts';
import { comparePacman, compareRpm } from './rpm.ts';

/** Negative when the first is older, 0 when they are the same, positive when it is newer. */
export type Order = (a: string, b: string) => number;

/** Bounds that must all hold, or one such list of several. */
export type Range = readonly (readonly Bound[])[];

interface Bound {
  readonly sign: '<' | '<=' | '=' | '!=' | '>=' | '>';
  readonly version: string;
}

const own: Readonly<Record<Exclude<Scheme, 'semver'>, Order>> = {
  deb: compareDeb,
  rpm: compareRpm,
  apk: compareApk,
  pacman: comparePacman,
  dotted: compareDotted,
};

/** Every order. The one of semantic versions belongs to a package that is loaded only when a rule asks for versions. */
export async function versionOrders(): Promise<Readonly<Record<Scheme, Order>>> {
  const { default: semver } = await import('semver');
  const compareSemver: Order = (a, b) => {
    const [left, right] = [semver.parse(a), semver.parse(b)];
    return left && right ? semver.compare(left, right) : compareDotted(a, b);
  };
  return { ...own, semver: compareSemver };
}

/** A map, because documents name the kinds: `constructor` is none, though every object has one. */
const ECOSYSTEMS: ReadonlyMap<string, Scheme> = new Map([
  ['deb', 'deb'],
  ['opkg', 'deb'],
  ['rpm', 'rpm'],
  ['apk', 'apk'],
  ['portage', 'apk'],
  ['pacman', 'pacman'],
  ['npm', 'semver'],
  ['cargo', 'semver'],
  ['golang', 'semver'],
]);

/** The scheme of the ecosystem that a program's ids name; numbers between dots where none is named. */
export function schemeOf(ids: readonly string[]): Scheme {
  for (const id of ids) {
    const kind = id.startsWith('purl:pkg:') ? id.slice(9).split('/', 1)[0] : id.slice(0, id.indexOf(':'));
    const scheme = ECOSYSTEMS.get(kind ?? '');
    if (scheme !== undefined) return scheme;
  }
  return 'dotted';
}

const BOUND = /^(?<sign><=|>=|!=|==|=|<|>|)\s*(?<version>[^\s<>=!|,]+)(?=$|[\s,<>=!|])/u;

/**
 * A range as rules write it: `>=1.2 <2`, `=1.4`, `<1.0 || >=3`; a version alone means that version.
 *
 * @throws SyntaxError when it is none
 */
export function parseRange(text: string): Range {
  return text.split('||').map((alternative) => {
    const bounds: Bound[] = [];
    let rest = alternative.trim();
    if (rest === '')
      throw new SyntaxError(`${JSON.stringify(text)} is no range of versions: a side of || is empty`);
    while (rest !== '') {
      const groups = BOUND.exec(rest);
      const { sign = '', version = '' } = groups?.groups ?? {};
      if (!groups) throw new SyntaxError(`${JSON.stringify(text)} is no range of versions: write >=1.2 <2`);
      bounds.push({ sign: (sign === '' || sign === '==' ? '=' : sign) as Bound['sign'], version });
      rest = rest.slice(groups[0].length).replace(/^[\s,]+/u, '');
    }
    return bounds;
  });
}

/** Whether a version lies in a range. */
export function inRange(version: string, range: Range, order: Order): boolean {
  return range.some((bounds) => bounds.every((bound) => holds(order(version, bound.version), bound.sign)));
}

function holds(order: number, sign: Bound['sign']): boolean {
  if (sign === '<') return order < 0;
  if (sign === '<=') return order <= 0;
  if (sign === '=') return order === 0;
  if (sign === '!=') return order !== 0;
  return sign === '>=' ? order >= 0 : order > 0;
}
