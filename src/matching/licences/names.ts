/** What people write for a licence, and which identifiers of SPDX it may mean. */

import retired from 'spdx-license-ids/deprecated.json' with { type: 'json' };
import current from 'spdx-license-ids/index.json' with { type: 'json' };

/** Every identifier of the SPDX licence list that is in use. */
export const licenceIds: readonly string[] = current;

/** Longer texts are the licence itself, and no name of one. */
const MAX_NAME = 200;

/** Words that stand for a licence and name none. */
const NO_LICENCE =
  /^(?:free|gnu|oss?|osi|foss|open[-_ ]?source|copyleft|dual|various|mixed|multiple|several|same[-_].*|see[-_].*|file|text|todo|n\/?a|n[-_.]?o[-_]assertion|noassertion|other|custom|unknown|undefined|null|nil|none|yes|no|true|false|licen[sc]e[sd]?|copying|copyright)(?:[-_.:]?(?:licen[sc]ed?|md|txt|html))?$/iu;

/**
 * Whether a text that means no licence of the list is a name all the same: one word, such as `FSFULLR` or
 * `BSD-3-clause-Cambridge`, by which its author means a licence of its own.
 */
export function isName(text: string): boolean {
  return /^[\w.+~:-]{2,80}$/u.test(text) && /[a-z]/iu.test(text) && !NO_LICENCE.test(text);
}

/** Licences that say no more than that they are not free, or that there is none. */
const PROPRIETARY = 'LicenseRef-proprietary';
const PUBLIC_DOMAIN = 'LicenseRef-public-domain';

/**
 * The identifiers that a name may mean: several where it leaves the version or the variant open, as `BSD` does.
 * Undefined where it names nothing that is known.
 *
 * @see https://spdx.org/licenses/
 */
export function idsOfName(name: string): readonly string[] | undefined {
  if (name.length > MAX_NAME) return undefined;
  const reference = REFERENCE.exec(name)?.groups;
  if (reference) return idsOfReference(name, reference['rest'] ?? '');
  const id = byId.get(name.toLowerCase());
  if (id !== undefined) return [id];
  const inBrackets = BRACKETS.exec(name)?.groups?.['short'];
  const short = inBrackets === undefined ? undefined : byKey(keyOf(inBrackets));
  return short ?? byKey(keyOf(name)) ?? byKey(keyOf(name.replace(BRACKETS, '')));
}

/** `DocumentRef-x:LicenseRef-y`: a licence that is not on the list. */
const REFERENCE = /^(?:DocumentRef-[\w.-]+:)?LicenseRef-(?:(?:Callaway|Fedora|scancode|KDE)-)?(?<rest>.+)$/iu;
/** Tools that found a text and no name write a digest or a word of their own. */
const NO_NAME = /^(?:sha256|[0-9a-f]{16,}|unknown|custom|other|see-)|unknown|\bnone$/iu;
/** `GNU General Public License v3 (GPLv3)`, but for what is a condition: `GPL (>= 2)`. */
const BRACKETS = /\s*\((?<short>[A-Za-z][A-Za-z0-9 .+-]*)\)\s*$/u;

/** Distributions write old names as references of their own; what else is a reference is another licence than any on the list. */
function idsOfReference(name: string, rest: string): readonly string[] | undefined {
  if (NO_NAME.test(rest)) return undefined;
  return byKey(keyOf(rest)) ?? [name];
}

/** Identifiers of old that mean one of today. */
function todays(id: string): string {
  return current.includes(`${id}-only`) ? `${id}-only` : id;
}

const byId: ReadonlyMap<string, string> = new Map([
  ...[...current, ...retired].map((id) => [id.toLowerCase(), todays(id)] as const),
  ...current
    .filter((id) => id.endsWith('-or-later'))
    .map((id) => [`${id.slice(0, -'-or-later'.length)}+`.toLowerCase(), id] as const),
]);

/** A name without what people add, leave out and write in several ways: `The Apache License, Version 2.0` is `apache2`. */
function keyOf(name: string): string {
  return name
    .toLowerCase()
    .replace(/gnu\s+affero\s+(?:general\s+)?public/gu, 'agpl')
    .replace(/gnu\s+(?:lesser|library)(?:\s+general)?\s+public/gu, 'lgpl')
    .replace(/(?:gnu\s+)?general\s+public/gu, 'gpl')
    .replace(/gnu\s+free\s+documentation/gu, 'gfdl')
    .replace(/\((?:[al]?gpl|[me]pl)\)/gu, '')
    .replace(/mozilla\s+public/gu, 'mpl')
    .replace(/eclipse\s+public/gu, 'epl')
    .replace(/^gnu\s+(?=[al]?gpl)/u, '')
    .replace(/\b(?:the|licen[sc]ed?|version|ver|software|foundation|style)\b/gu, '')
    .replace(/>=\s*(?<number>[\d.]+)/gu, '$<number>+')
    .replace(/(?<=[^a-z]|gpl|mpl|epl|asl|apache)v\.?\s*(?=\d)/gu, '')
    .replace(/[^a-z0-9.+]+/gu, '')
    .replace(/(?<=\d)(?:\.0)+(?!\d|\.\d)/gu, '')
    .replace(/^\.+|\.+$/gu, '');
}

let idsByKey: ReadonlyMap<string, readonly string[]> | undefined;

function spelledIds(): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const id of current) {
    const key = keyOf(id);
    found.set(key, [...(found.get(key) ?? []), id]);
  }
  return found;
}

/** Licences of the GNU project: the version may be missing, and what is behind it says whether later ones count. */
const GNU =
  /^(?<family>[al]?gpl)(?<version>[\d.]*)(?<later>\+|or(?:any|atyouroption)?(?:later|newer|greater|above|higher)[a-z]*|only)?$/u;

/** Names that are no spelling of an identifier. A text with `*` is a family. */
const OTHERS: Readonly<Record<string, string | readonly string[]>> = {
  academicfree: 'AFL-*',
  affero: 'AGPL-*',
  afl: 'AFL-*',
  apache: 'Apache-*',
  artistic: 'Artistic-*',
  asl: 'Apache-*',
  asl2: 'Apache-2.0',
  apl2: 'Apache-2.0',
  boost: 'BSL-1.0',
  boost1: 'BSL-1.0',
  bsd: 'BSD-*',
  bsd2: 'BSD-2-Clause',
  bsd3: 'BSD-3-Clause',
  bsd4: 'BSD-4-Clause',
  '2clausebsd': 'BSD-2-Clause',
  '3clausebsd': 'BSD-3-Clause',
  bsdlike: 'BSD-*',
  bsdnew: 'BSD-3-Clause',
  modifiedbsd: 'BSD-3-Clause',
  newbsd: 'BSD-3-Clause',
  revisedbsd: 'BSD-3-Clause',
  simplifiedbsd: 'BSD-2-Clause',
  cc0: 'CC0-1.0',
  cddl: 'CDDL-*',
  eclipsedistribution1: 'BSD-3-Clause',
  edl1: 'BSD-3-Clause',
  epl: 'EPL-*',
  expat: 'MIT',
  gfdl: 'GFDL-*',
  fdl: 'GFDL-*',
  iscl: 'ISC',
  bouncycastle: 'MIT',
  jquery: 'MIT',
  mitx: ['MIT', 'X11'],
  mitx11: ['MIT', 'X11'],
  mitxconsortium: ['MIT', 'X11'],
  mitlike: ['MIT', 'X11'],
  mpl: 'MPL-*',
  ofl: 'OFL-*',
  perl: ['Artistic-1.0-Perl', 'GPL-1.0-or-later'],
  perl5: ['Artistic-1.0-Perl', 'GPL-1.0-or-later'],
  perlartistic: ['Artistic-1.0-Perl', 'GPL-1.0-or-later'],
  pd: PUBLIC_DOMAIN,
  publicdomain: PUBLIC_DOMAIN,
  psf: ['PSF-2.0', 'Python-2.0'],
  psfl: ['PSF-2.0', 'Python-2.0'],
  python: ['PSF-2.0', 'Python-2.0'],
  zopepublic: 'ZPL-*',
  zpl: 'ZPL-*',
  // What follows is not free, whatever it allows.
  allrightsreserved: PROPRIETARY,
  closedsource: PROPRIETARY,
  commercial: PROPRIETARY,
  copyrighted: PROPRIETARY,
  eula: PROPRIETARY,
  freeware: PROPRIETARY,
  nonfree: PROPRIETARY,
  otherproprietary: PROPRIETARY,
  proprietary: PROPRIETARY,
  shareware: PROPRIETARY,
  trialware: PROPRIETARY,
  unfree: PROPRIETARY,
  unlicensed: PROPRIETARY,
};

function byKey(key: string): readonly string[] | undefined {
  const other = Object.hasOwn(OTHERS, key) ? OTHERS[key] : undefined;
  if (other !== undefined)
    return [other].flat().flatMap((it) => (it.endsWith('*') ? family(it.slice(0, -1)) : it));
  idsByKey ??= spelledIds();
  return idsByKey.get(key) ?? gnuIds(key);
}

function family(start: string): string[] {
  return current.filter((id) => id.startsWith(start));
}

/** `gpl2+`, `lgpl`, `agpl3only`. Without a word about later versions a name leaves them open. */
function gnuIds(key: string): readonly string[] | undefined {
  const { family: name, version = '', later } = GNU.exec(key)?.groups ?? {};
  if (name === undefined) return undefined;
  const number = version === '' || version.includes('.') ? version : `${version}.0`;
  const ids = family(`${name.toUpperCase()}-${number}`).filter((id) => {
    if (number !== '' && !/^-(?:only|or-later)$/u.test(id.slice(name.length + 1 + number.length)))
      return false;
    return later === undefined || id.endsWith('-only') === (later === 'only');
  });
  return ids.length > 0 ? ids : undefined;
}
