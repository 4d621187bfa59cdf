/**
 * Ranges of versions as rules and advisories write them: `>=1.2 <2`, and the spellings of npm, Maven, NuGet, PEP 440,
 * RubyGems, Debian and RPM. What two ecosystems write alike means the same in both.
 */

/** One condition on a version. */
export interface Bound {
  /** `begins`: its first numbers are these, so `1.2` means 1.2, 1.2.7 and the announcements of 1.2. */
  readonly sign: '<' | '<=' | '=' | '!=' | '>=' | '>' | 'begins' | 'begins not';
  readonly version: string;
}

/** Bounds that must all hold, or one such list of several. */
export type Range = readonly (readonly Bound[])[];

/**
 * A range as rules write it; a version alone means that version.
 *
 * @throws SyntaxError that gives the right spelling if it is not a range
 * @see https://github.com/npm/node-semver#ranges
 * @see https://maven.apache.org/pom.html#Dependency_Version_Requirement_Specification
 * @see https://peps.python.org/pep-0440/#version-specifiers
 * @see https://guides.rubygems.org/patterns/#pessimistic-version-constraint
 */
export function parseRange(text: string): Range {
  return text.split('||').flatMap((side) => alternatives(side.trim(), text));
}

function alternatives(side: string, whole: string): Bound[][] {
  if (side === '') throw fault(whole, 'a side of || is empty');
  if (ANY.test(side)) throw fault(whole, 'it means every version, so leave version out');
  if (/(?:^|\s)(?:and|or|to|,)(?:\s|$)/iu.test(side))
    throw fault(whole, 'write a space between bounds that must both hold, and || between alternatives');
  if (/^\[|^\((?!\s*[<>=])/u.test(side)) return intervals(side, whole);
  const hyphen = HYPHEN.exec(side)?.groups;
  if (hyphen) return spanned(hyphen['from'] ?? '', hyphen['to'] ?? '', whole);
  const bounds = boundsOf(side, whole);
  if (bounds.filter(({ sign }) => sign === '=').length > 1)
    throw fault(
      whole,
      `a version cannot be two versions: write ${side
        .trim()
        .split(/(?<![=<>~^!])[\s,]+(?=[=v\d])/u)
        .join(' || ')}`,
    );
  return [bounds];
}

const ANY = /^(?:[*xX]|any|all|latest|\(,\)|>=?\s*0(?:\.0)*)$/u;
/** npm: from the one through the other. */
const HYPHEN = /^(?<from>[^\s]+)\s+-\s+(?<to>[^\s]+)$/u;

/** The end of a hyphen range that is not a whole version means all that begin like it. */
function spanned(from: string, to: string, whole: string): Bound[][] {
  const lower: Bound = { sign: '>=', version: versionOf(from, whole) };
  const upper: Bound = { sign: '<=', version: versionOf(to, whole) };
  const isWhole = numbersOf(to).length > 2;
  return isWhole ? [[lower, upper]] : [[lower, upper], [{ sign: 'begins', version: upper.version }]];
}

const PART =
  /^(?<sign><=|>=|<<|>>|!=|~>|~=|===?|[<>=~^]|)\s*(?<version>[^\s<>=!|,()[\]~^][^\s<>=!|,()[\]]*)(?=$|[\s,<>=!|)~^])/u;

function boundsOf(side: string, whole: string): Bound[] {
  const bounds: Bound[] = [];
  // Debian's control files put each bound in parentheses.
  let rest = side.replace(/\((?<inner>[^()]*)\)/gu, '$<inner>').trim();
  while (rest !== '') {
    const found = PART.exec(rest);
    if (!found) throw fault(whole, 'write >=1.2 <2');
    bounds.push(...boundOf(found.groups?.['sign'] ?? '', found.groups?.['version'] ?? '', whole));
    rest = rest.slice(found[0].length).replace(/^[\s,]+/u, '');
  }
  return bounds;
}

function boundOf(sign: string, version: string, whole: string): Bound[] {
  const open = /^(?<start>[^*xX]*?)(?:\.[*xX])+$/u.exec(version)?.groups?.['start'];
  if (open !== undefined) return [opened(sign, versionOf(open, whole), whole)];
  const bound = versionOf(version, whole);
  const numbers = numbersOf(bound);
  if (sign === '^') return caret(bound, numbers);
  if (sign === '~') {
    const [major = '', minor = ''] = numbers;
    // npm and Cargo stay below 1.3, Composer below 2.
    if (numbers.length === 2)
      throw fault(
        whole,
        `package managers differ on it: write >=${bound} <${major}.${Number(minor) + 1}, or ~>${bound}`,
      );
    return [{ sign: '>=', version: bound }, begins(numbers.slice(0, 2))];
  }
  if (sign === '~>' || sign === '~=') {
    if (numbers.length < 2 && sign === '~=') throw fault(whole, '~= needs two numbers, as ~=1.4');
    return [{ sign: '>=', version: bound }, begins(numbers.slice(0, Math.max(1, numbers.length - 1)))];
  }
  return [{ sign: SIGNS[sign] ?? '=', version: bound }];
}

/** Debian's << and >> are plain < and >; the equalities of PEP 440 and npm are =. */
const SIGNS: Readonly<Record<string, Bound['sign']>> = {
  '<': '<',
  '<<': '<',
  '<=': '<=',
  '>': '>',
  '>>': '>',
  '>=': '>=',
  '!=': '!=',
};

/** `1.*`, `!=1.*`, `>=1.x`. */
function opened(sign: string, start: string, whole: string): Bound {
  if (sign === '!=') return { sign: 'begins not', version: start };
  if (sign === '>=' || sign === '<') return { sign, version: start };
  if (['', '=', '==', '^', '~', '~>'].includes(sign)) return { sign: 'begins', version: start };
  throw fault(whole, `write ${sign}${start} without a wildcard`);
}

/** npm and Cargo: the first number that is not 0 stays. */
function caret(version: string, numbers: readonly string[]): Bound[] {
  const first = numbers.findIndex((number) => /[1-9]/u.test(number));
  const kept = numbers.slice(0, first < 0 ? numbers.length : first + 1);
  return [{ sign: '>=', version }, begins(kept)];
}

function begins(numbers: readonly string[]): Bound {
  return { sign: 'begins', version: numbers.join('.') };
}

const INTERVAL =
  /^(?<open>[[(])\s*(?<low>[^\s,()[\]]*)\s*(?:(?<comma>,)\s*(?<high>[^\s,()[\]]*)\s*)?(?<close>[\])])[\s,]*/u;

/** Maven and NuGet: `[1.0,2.0)`, several of which are alternatives. */
function intervals(side: string, whole: string): Bound[][] {
  const found: Bound[][] = [];
  let rest = side;
  while (rest !== '') {
    const match = INTERVAL.exec(rest);
    if (!match?.groups) throw fault(whole, 'write [1.0,2.0) or >=1.0 <2.0');
    found.push(interval(match.groups, whole));
    rest = rest.slice(match[0].length);
  }
  return found;
}

function interval(groups: Readonly<Record<string, string | undefined>>, whole: string): Bound[] {
  const { open, low = '', comma, high = '', close } = groups;
  if (comma === undefined) {
    if (open !== '[' || close !== ']') throw fault(whole, `one version is written [${low}] or =${low}`);
    return [{ sign: '=', version: versionOf(low, whole) }];
  }
  if (low === '' && high === '') throw fault(whole, 'it means every version, so leave version out');
  return [
    ...(low === '' ? [] : [{ sign: open === '[' ? '>=' : '>', version: versionOf(low, whole) } as const]),
    ...(high === '' ? [] : [{ sign: close === ']' ? '<=' : '<', version: versionOf(high, whole) } as const]),
  ];
}

/** Versions begin with a digit; words such as `latest` are names of versions, and whose they are nobody can say. */
function versionOf(text: string, whole: string): string {
  if (!/^v?\d/iu.test(text)) throw fault(whole, `${JSON.stringify(text)} does not begin with a digit`);
  if (/[*?]/u.test(text)) throw fault(whole, `a wildcard belongs at the end, after a dot: 1.2.*`);
  return text;
}

function fault(whole: string, why: string): SyntaxError {
  return new SyntaxError(`${JSON.stringify(whole)} is not a range of versions: ${why}`);
}

const RELEASE = /^v?(?:(?<epoch>\d+)[:!])?(?<numbers>\d+(?:\.\d+)*)/iu;

/** The numbers of a version: 1, 2 and 3 of `v1.2.3-rc.1`. */
function numbersOf(version: string): string[] {
  return RELEASE.exec(version)?.groups?.['numbers']?.split('.') ?? [];
}

/** Whether the first numbers of a version are those of another; what it does not write is 0. */
export function beginsLike(version: string, start: string): boolean {
  const epochs = [version, start].map((it) => Number(RELEASE.exec(it)?.groups?.['epoch'] ?? 0));
  const numbers = numbersOf(version);
  return (
    numbers.length > 0 &&
    epochs[0] === epochs[1] &&
    numbersOf(start).every((number, index) => Number(number) === Number(numbers[index] ?? 0))
  );
}
