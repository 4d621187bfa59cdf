import type { FlatIndicator } from '../flat-ban.ts';
import { element, text } from './xml.ts';

/** A test and the object that it looks for. */
export interface OvalTest {
  /** The last part of its id: the same thing has the same number in every definition. */
  readonly id: string;
  readonly comment: string;
  readonly test: string;
  readonly object: string;
}

type Namespace = 'linux' | 'unix';

/** A package that must be there where its database can be read at all. */
export function guard(manager: 'dpkg' | 'rpm'): OvalTest {
  if (manager === 'dpkg') {
    return made('100', 'linux', 'dpkginfo', 'at_least_one_exists', 'the database of dpkg is read', [
      text('linux:name', 'dpkg'),
    ]);
  }
  const any = text('linux:name', '^.+$', { operation: 'pattern match' });
  return made('200', 'linux', 'rpminfo', 'at_least_one_exists', 'the database of rpm is read', [any]);
}

/** One test a package. Patterns work with the rpm probe alone: that of dpkg would never match and never say so. */
export function packageTests(
  manager: 'dpkg' | 'rpm',
  indicators: readonly FlatIndicator[],
): { readonly tests: OvalTest[]; readonly left: string[] } {
  const names = [...new Set(indicators.map(({ pattern }) => pattern))].sort();
  const left = manager === 'dpkg' ? names.filter((name) => /[*?#]/u.test(name)) : [];
  const probe = manager === 'dpkg' ? 'dpkginfo' : 'rpminfo';
  const tests = names
    .filter((name) => !left.includes(name))
    .map((name) => {
      const isPattern = /[*?#]/u.test(name);
      const value = isPattern
        ? text('linux:name', expression(name), { operation: 'pattern match' })
        : text('linux:name', name);
      return made(number(`${manager}/${name}`), 'linux', probe, 'none_exist', `${name} is not installed`, [
        value,
      ]);
    });
  return { tests, left };
}

/** A place may be a folder or a file: two tests. Those of other systems are left out. */
export function placeTests(places: readonly string[], alone: ReadonlySet<string>): OvalTest[] {
  const own = places.map((place) => `/${place}`).filter((place) => alone.has(place.toLowerCase()));
  return own.flatMap((place) => {
    const isPattern = place.includes('*');
    const how: Record<string, string> = isPattern ? { operation: 'pattern match' } : {};
    const value = isPattern ? expression(place, '[^/]*') : place;
    const nothing = element('unix:filename', { 'xsi:nil': 'true' });
    return [
      made(number(`folder/${place}`), 'unix', 'file', 'none_exist', `there is no folder ${place}`, [
        text('unix:path', value, how),
        nothing,
      ]),
      made(number(`file/${place}`), 'unix', 'file', 'none_exist', `there is no file ${place}`, [
        text('unix:filepath', value, how),
      ]),
    ];
  });
}

function made(
  id: string,
  space: Namespace,
  probe: string,
  existence: string,
  comment: string,
  body: readonly string[],
): OvalTest {
  const reference = element(`${space}:object`, { object_ref: `oval:interdict:obj:${id}` });
  const test = {
    id: `oval:interdict:tst:${id}`,
    version: '1',
    check: 'all',
    check_existence: existence,
    comment,
  };
  return {
    id,
    comment,
    test: element(`${space}:${probe}_test`, test, [reference]),
    object: element(`${space}:${probe}_object`, { id: `oval:interdict:obj:${id}`, version: '1' }, body),
  };
}

/** A pattern of a rule as a whole regular expression. */
function expression(pattern: string, run = '.*'): string {
  const parts = pattern.split(/([*?#])/u).map((part) => {
    if (part === '*') return run;
    if (part === '?') return '.';
    return part === '#' ? '[0-9. ]+' : part.replace(/[\\^$.|+(){}[\]]/gu, '\\$&');
  });
  return `^${parts.join('')}$`;
}

/** The same thing has the same number, whatever else is exported. */
export function number(name: string): string {
  let hash = 0x811c9dc5;
  for (const letter of name) hash = Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  return String((hash % 899_999_999) + 100_000_000);
}
