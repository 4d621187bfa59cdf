/**
 * Which of two versions is newer, in the order of the ecosystem that they come from, and ranges of versions.
 */

import type { Scheme } from '../../vocabulary.ts';
import { compareApk } from './apk.ts';
import { compareDeb } from './deb.ts';
import { compareDotted } from './dotted.ts';
import { compareGem } from './gem.ts';
import { compareMaven } from './maven.ts';
import { compareNuget } from './nuget.ts';
import { comparePep440 } from './pep440.ts';
import { type Bound, beginsLike, type Range } from './range.ts';
import { comparePacman, compareRpm } from './rpm.ts';

export { parseRange, type Range } from './range.ts';

/** Negative when the first is older, 0 when they are the same, positive when it is newer. */
export type Order = (a: string, b: string) => number;

const own: Readonly<Record<Exclude<Scheme, 'semver'>, Order>> = {
  deb: compareDeb,
  rpm: compareRpm,
  apk: compareApk,
  pacman: comparePacman,
  pep440: comparePep440,
  maven: compareMaven,
  gem: compareGem,
  nuget: compareNuget,
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
  ['pip', 'pep440'],
  ['pypi', 'pep440'],
  ['maven', 'maven'],
  ['gem', 'gem'],
  ['nuget', 'nuget'],
  ['choco', 'nuget'],
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

/** Whether a version lies in a range. */
export function inRange(version: string, range: Range, order: Order): boolean {
  return range.some((bounds) => bounds.every((bound) => holds(version, bound, order)));
}

function holds(version: string, { sign, version: bound }: Bound, order: Order): boolean {
  if (sign === 'begins' || sign === 'begins not') return beginsLike(version, bound) === (sign === 'begins');
  const difference = order(version, bound);
  if (sign === '<') return difference < 0;
  if (sign === '<=') return difference <= 0;
  if (sign === '=') return difference === 0;
  if (sign === '!=') return difference !== 0;
  return sign === '>=' ? difference >= 0 : difference > 0;
}

/** Whether nothing that begins like the one meets the other. */
function isApart({ version: start }: Bound, { sign, version }: Bound, order: Order): boolean {
  if (sign === 'begins not') return beginsLike(start, version);
  if (sign === 'begins') return !beginsLike(start, version) && !beginsLike(version, start);
  if (sign === '!=' || sign === '=' || beginsLike(version, start)) return false;
  const difference = order(start, version);
  return sign === '<' || sign === '<=' ? difference > 0 : difference < 0;
}

function wordsOf({ sign, version }: Bound): string {
  if (sign === 'begins') return `with ${version}`;
  return sign === 'begins not' ? `not with ${version}` : `is ${sign}${version}`;
}

/**
 * Why no version can lie in a range; undefined if one can.
 *
 * @param scheme the ecosystem, if it is known; else numbers between dots
 */
export function emptyAlternative(range: Range, scheme: Scheme = 'dotted'): string | undefined {
  const order = scheme === 'semver' ? compareDotted : own[scheme];
  for (const bounds of range) {
    const exact = bounds.find(({ sign }) => sign === '=');
    if (exact && !bounds.every((bound) => holds(exact.version, bound, order)))
      return `no version is ${exact.version} and meets the other bounds`;
    const prefixes = bounds.filter(({ sign }) => sign === 'begins');
    for (const one of bounds) {
      const other = prefixes.find((it) => isApart(it, one, order));
      if (other) return `no version begins with ${other.version} and ${wordsOf(one)}`;
    }
    const lows = bounds.filter(({ sign }) => sign === '>=' || sign === '>');
    const highs = bounds.filter(({ sign }) => sign === '<=' || sign === '<');
    for (const low of lows) {
      for (const high of highs) {
        const difference = order(low.version, high.version);
        const closed = low.sign === '>=' && high.sign === '<=';
        if (difference > 0 || (difference === 0 && !closed))
          return `no version is ${low.sign}${low.version} and ${high.sign}${high.version}`;
      }
    }
  }
  return undefined;
}
