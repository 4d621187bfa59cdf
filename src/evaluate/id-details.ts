/** What package URLs and CPE names say beside the package: version, qualifiers, edition. */

import { globOf } from '../matching/glob.ts';
import type { Program } from '../types.ts';
import type { Ternary } from './ternary.ts';

/** Whether an id of a program has the details that a pattern asks for; `maybe` where the id leaves them out. */
export type DetailTest = (id: string, program: Program) => Ternary['truth'];

/**
 * What a pattern asks for beside the package that it names; undefined when that is nothing.
 *
 * @param kind of the pattern; only `purl` and `cpe` have details
 */
export function detailTest(kind: string, value: string): DetailTest | undefined {
  const detailsOf = DETAILS[kind];
  if (!detailsOf) return undefined;
  const wanted = [...detailsOf(value)].map(([name, text]) => ({ name, matches: globOf(text) }));
  if (wanted.length === 0) return undefined;
  return (id, program) => {
    const there = detailsOf(id.slice(id.indexOf(':') + 1));
    let truth: Ternary['truth'] = 'yes';
    for (const { name, matches } of wanted) {
      const text = there.get(name) ?? (name === VERSION ? program.version?.toLowerCase() : undefined);
      if (text === undefined) truth = 'maybe';
      else if (!matches(text)) return 'no';
    }
    return truth;
  };
}

const VERSION = 'version';

/** Details by their names, in small letters and without escapes. */
type Details = ReadonlyMap<string, string>;

const DETAILS: Readonly<Record<string, (value: string) => Details>> = {
  purl: purlDetails,
  cpe: cpeDetails,
};

/** @see https://github.com/package-url/purl-spec/blob/main/PURL-SPECIFICATION.rst */
function purlDetails(value: string): Details {
  const details = new Map<string, string>();
  const { version, qualifiers = '', subpath } = PURL.exec(value.toLowerCase())?.groups ?? {};
  if (version) details.set(VERSION, decoded(version));
  for (const pair of qualifiers.split('&')) {
    const cut = pair.indexOf('=');
    if (cut > 0) details.set(`?${pair.slice(0, cut)}`, decoded(pair.slice(cut + 1)));
  }
  if (subpath) details.set('#', decoded(subpath));
  return details;
}

/** A `?` begins qualifiers where a `=` follows, and stands for one character elsewhere; likewise `#` and a path. */
const PURL =
  /^pkg:\/{0,2}[a-z0-9.+-]+\/(?:[^@?#]|(?<=\/)@)+(?:@(?<version>(?:[^?#]|\?(?![^#]*=)|#(?![a-z]))*))?(?:\?(?<qualifiers>[^#]*))?(?:#(?<subpath>.*))?$/u;

const CPE_PARTS = [
  VERSION,
  'update',
  'edition',
  'language',
  'sw-edition',
  'target-sw',
  'target-hw',
  'other',
] as const;

/** @see https://nvlpubs.nist.gov/nistpubs/Legacy/IR/nistir7695.pdf */
function cpeDetails(value: string): Details {
  const names = /^cpe:(?:2\.3:|\/)[aoh*]:(?<names>.+)$/iu.exec(value)?.groups?.['names'] ?? value;
  const parts = names
    .toLowerCase()
    .split(/(?<!\\):/u)
    .slice(2);
  return new Map(
    CPE_PARTS.flatMap((name, index) => {
      const text = decoded((parts[index] ?? '').replace(/\\(?<char>.)/gu, '$<char>'));
      return text === '' || text === '*' ? [] : [[name, text] as const];
    }),
  );
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
