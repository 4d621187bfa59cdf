/** Conditions that must all hold and cannot: a rule with them means nothing. */

import { indicatorKey } from '../../catalogue/keys.ts';
import { idPattern, regexOf, textOf } from '../../evaluate/patterns.ts';
import { listed } from '../../evaluate/vendors.ts';
import { literalPrefix } from '../../matching/glob.ts';
import type { Match, NamePattern } from '../../schema/index.ts';
import type { Diagnostic, Steps } from './diagnostic.ts';

/** What a program has one of. */
const SINGLE = ['state', 'kind', 'reader'] as const;
const NAMES = ['name', 'publisher'] as const;
/** Keys that hold other matches, or say when and how much: what they mean is not compared. */
const DEEPER: ReadonlySet<string> = new Set(['any', 'all', 'not', 'from', 'to', 'severity']);

/** Package managers that have a database of their own: no program is in two of them at once. */
const MANAGERS: ReadonlySet<string> = new Set(
  'deb rpm apk pacman portage slackware xbps opkg snap flatpak npm pip gem cargo golang maven nuget'.split(
    ' ',
  ),
);

/** What of a match contradicts something else in it. */
export function* contradictions(
  match: Match,
  steps: Steps,
  above: readonly Match[] = [],
): Generator<Diagnostic> {
  const together = [...above, ...conjunctionOf(match)];
  const message = clashIn(together);
  if (message !== undefined) {
    yield { steps, message };
    return;
  }
  for (const [index, inner] of listed(match.not ?? []).entries()) {
    if (isImplied(inner, together))
      yield {
        steps: Array.isArray(match.not) ? [...steps, 'not', index] : [...steps, 'not'],
        message: 'what is asked for is excluded here, so that nothing is left',
      };
  }
  for (const [index, inner] of (match.any ?? []).entries())
    yield* contradictions(inner, [...steps, 'any', index], together);
}

/** A match and all that must hold with it. */
function conjunctionOf(match: Match): Match[] {
  return [match, ...(match.all ?? []).flatMap(conjunctionOf)];
}

function clashIn(together: readonly Match[]): string | undefined {
  for (const [index, one] of together.entries()) {
    for (const other of together.slice(index + 1)) {
      const clash = clashOf(one, other);
      if (clash !== undefined) return clash;
    }
  }
  return managersClash(together);
}

function clashOf(one: Match, other: Match): string | undefined {
  for (const key of SINGLE) {
    const [left, right] = [listed<string>(one[key] ?? []), listed<string>(other[key] ?? [])];
    if (left.length > 0 && right.length > 0 && !left.some((it) => right.includes(it)))
      return `no program has the ${key} ${left.join(' or ')} and ${right.join(' or ')}`;
  }
  for (const key of NAMES) {
    const [left, right] = [keysOf(key, one[key]), keysOf(key, other[key])];
    if (left && right && !left.some((it) => right.some((that) => mayMeet(it, that))))
      return `no program has the ${key} ${left.join(' or ')} and ${right.join(' or ')}`;
  }
  return undefined;
}

/** Keys of patterns; undefined where an expression leaves open what they mean. */
function keysOf(
  kind: 'name' | 'publisher',
  patterns: NamePattern | NamePattern[] | undefined,
): string[] | undefined {
  if (patterns === undefined) return undefined;
  const list = listed(patterns);
  if (list.some((it) => regexOf(it) !== undefined)) return undefined;
  return list.flatMap((it) => textOf(it) ?? []).map((text) => indicatorKey(kind, text));
}

/** Whether one text can meet both: names lose what installers put behind them, so that a beginning may be enough. */
function mayMeet(one: string, other: string): boolean {
  const [left, right] = [literalPrefix(one).trim(), literalPrefix(other).trim()];
  return left.startsWith(right) || right.startsWith(left);
}

function managersClash(together: readonly Match[]): string | undefined {
  const asked = together.flatMap(({ id, purl }) => [id, purl].map((it) => listed(it ?? []).map(managerOf)));
  const sure = asked.filter((kinds) => kinds.length > 0 && kinds.every((kind) => MANAGERS.has(kind)));
  for (const [index, left] of sure.entries()) {
    for (const right of sure.slice(index + 1)) {
      if (!left.some((kind) => right.includes(kind)))
        return `no program is a package of ${left.join(' or ')} and of ${right.join(' or ')}`;
    }
  }
  return undefined;
}

function managerOf(id: string): string {
  const type = /^(?:purl:)?pkg:\/{0,2}(?<type>[a-z0-9.+-]+)\//iu.exec(id)?.groups?.['type']?.toLowerCase();
  if (type === undefined) return idPattern(id).kind;
  return type === 'pypi' ? 'pip' : type === 'alpm' ? 'pacman' : type;
}

/** Whether what must hold says all that a match says. */
export function isImplied(inner: Match, together: readonly Match[]): boolean {
  const keys = Object.keys(inner) as (keyof Match)[];
  return (
    keys.length > 0 &&
    keys.every((key) => !DEEPER.has(key) && together.some((it) => isWithin(it[key], inner[key])))
  );
}

function isWithin(one: unknown, other: unknown): boolean {
  const wanted = textsOf(other);
  return one !== undefined && textsOf(one).every((it) => wanted.includes(it));
}

function textsOf(value: unknown): string[] {
  return (Array.isArray(value) ? value : [value]).map((it) => JSON.stringify(it));
}
