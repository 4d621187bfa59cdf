import { idPattern, regexOf, textOf } from '../../evaluate/patterns.ts';
import { unknownWord } from '../../matching/names/nearest.ts';
import { emptyAlternative, parseRange, schemeOf } from '../../matching/versions/index.ts';
import type { Match, NamePattern, VendorSelector } from '../../schema/index.ts';
import { idKinds, type Scheme } from '../../vocabulary.ts';
import { patternFault } from '../patterns.ts';
import type { Diagnostic, Steps } from './diagnostic.ts';
import { formFault } from './id-form.ts';
import { purlFault } from './purl-form.ts';
import { dateComplaints, type Known, unknownIds } from './vendor.ts';
import { versionFault } from './version-form.ts';

/** What a match can be checked against beside vendors and products. */
export interface KnownToMatches extends Known {
  /** Ids of readers, where they are at hand. */
  readonly readers?: ReadonlySet<string> | undefined;
  /** What is wrong with a licence, where some rule names one. */
  readonly licenceFault?: (licence: string) => string | undefined;
}

/** What a match says that cannot be meant. A wide one, of an allow-list, may mean a whole kind of id: `deb:*`. */
export function* lintMatch(
  match: Match,
  steps: Steps,
  known: KnownToMatches,
  wide = false,
): Generator<Diagnostic> {
  yield* dateComplaints(steps, match);
  yield* alternativeComplaints(match, steps);
  yield* selectorComplaints(match.vendor, [...steps, 'vendor'], known);
  yield* selectorComplaints(match.embeds, [...steps, 'embeds'], known);
  if (match.product !== undefined)
    yield* unknownIds([...steps, 'product'], match.product, 'product', known.products);
  if (match.reader !== undefined && known.readers) {
    yield* unknownIds([...steps, 'reader'], match.reader, 'reader', known.readers);
  }
  yield* nameComplaints(match.name, [...steps, 'name'], 'name');
  yield* nameComplaints(match.publisher, [...steps, 'publisher'], 'publisher');
  yield* nameComplaints(match.signer, [...steps, 'signer'], 'signer');
  yield* nameComplaints(match.company, [...steps, 'company'], 'company');
  for (const [at, digest] of placed(match.sha256, [...steps, 'sha256'])) {
    if (!/^[0-9a-f]{64}$/iu.test(digest))
      yield {
        steps: at,
        message: `${JSON.stringify(digest)} is not a SHA-256: expected 64 hexadecimal digits`,
      };
  }
  for (const [at, id] of placed(match.id, [...steps, 'id']))
    if (!wide || !/^[a-z-]+:\*$/u.test(id)) yield* idComplaints(id, at);
  for (const [at, purl] of placed(match.purl, [...steps, 'purl'])) {
    const message = purl.startsWith('pkg:')
      ? (patternFault('purl', purl, true) ?? purlFault(purl))
      : 'a package URL begins with pkg:';
    if (message !== undefined) yield { steps: at, message };
  }
  for (const [at, path] of placed(match.path, [...steps, 'path'])) {
    const message = patternFault('path', path, true);
    if (message !== undefined) yield { steps: at, message };
  }
  for (const [at, maintainer] of placed(match.maintainer, [...steps, 'maintainer'])) {
    if (maintainer.replace(/[^\p{L}\p{N}]/gu, '').length < 5)
      yield { steps: at, message: `${JSON.stringify(maintainer)} is short: give at least 5 letters` };
  }
  yield* licenceComplaints(match, [...steps, 'licence'], known);
  if (match.installed) yield* dateComplaints([...steps, 'installed'], match.installed);
  if (match['last-seen']) yield* dateComplaints([...steps, 'last-seen'], match['last-seen']);
  yield* versionComplaints(match, [...steps, 'version']);
  for (const key of ['any', 'all', 'not'] as const) {
    for (const [at, inner] of placed(match[key], [...steps, key])) yield* lintMatch(inner, at, known, wide);
  }
}

/** Dates and a severity of its own make sense only where something else may hold in its place. */
function* alternativeComplaints(match: Match, steps: Steps): Generator<Diagnostic> {
  const [root] = steps;
  const isAlternative = steps.at(-2) === 'any';
  for (const key of ['from', 'to', 'severity'] as const) {
    if (match[key] === undefined || isAlternative) continue;
    const isSide =
      (root === 'except' || root === 'undecided' || root === 'only') &&
      steps.length <= 2 &&
      key !== 'severity';
    if (isSide) continue;
    const message =
      key === 'severity'
        ? `severity belongs to an alternative of any; the ban itself has its own severity or phases`
        : `${key} belongs to an alternative of any, to except or to undecided; a ban that begins or ends has phases`;
    yield { steps: [...steps, key], message };
  }
}

function* placed<Item>(value: Item | readonly Item[] | undefined, steps: Steps): Generator<[Steps, Item]> {
  if (value === undefined) return;
  if (Array.isArray(value)) {
    for (const [index, item] of (value as readonly Item[]).entries()) yield [[...steps, index], item];
  } else yield [steps, value as Item];
}

function* selectorComplaints(
  selectors: VendorSelector | readonly VendorSelector[] | undefined,
  steps: Steps,
  known: Known,
): Generator<Diagnostic> {
  for (const [at, selector] of placed(selectors, steps)) {
    if (typeof selector === 'string') yield* unknownIds(at, selector, 'vendor', known.vendors);
    else if (selector.id !== undefined)
      yield* unknownIds([...at, 'id'], selector.id, 'vendor', known.vendors);
    if (typeof selector === 'object' && selector.successors && selector.id === undefined) {
      yield { steps: at, message: 'successors needs an id' };
    }
  }
}

function* nameComplaints(
  patterns: NamePattern | readonly NamePattern[] | undefined,
  steps: Steps,
  kind: 'name' | 'publisher' | 'signer' | 'company',
): Generator<Diagnostic> {
  for (const [at, pattern] of placed(patterns, steps)) {
    const text = textOf(pattern);
    if (text === undefined || regexOf(pattern) !== undefined) continue;
    const exact = typeof pattern === 'object' && 'exact' in pattern && pattern.exact;
    const message = patternFault(kind, text, exact);
    if (message !== undefined) yield { steps: at, message };
  }
}

function* idComplaints(id: string, steps: Steps): Generator<Diagnostic> {
  const { kind, value } = idPattern(id);
  const message = !id.includes(':')
    ? `${JSON.stringify(id)} has no kind: write deb:${id.slice(0, 60)}`
    : !Object.hasOwn(idKinds, kind)
      ? unknownWord('kind of id', kind, Object.keys(idKinds))
      : (patternFault(kind, value, true) ?? (kind === 'purl' ? purlFault(value) : formFault(kind, value)));
  if (message !== undefined) yield { steps, message };
}

function* licenceComplaints(
  { licence }: Match,
  steps: Steps,
  { licenceFault }: KnownToMatches,
): Generator<Diagnostic> {
  const isMapping = typeof licence === 'object' && !Array.isArray(licence);
  const [list, at] = isMapping ? [licence.is, [...steps, 'is']] : [licence, steps];
  for (const [place, name] of placed(list, at)) {
    const message = licenceFault?.(name);
    if (message !== undefined) yield { steps: place, message };
  }
}

export function* versionComplaints(match: Match, steps: Steps): Generator<Diagnostic> {
  const { version } = match;
  if (version === undefined) return;
  const { range, scheme } = typeof version === 'string' ? { range: version, scheme: undefined } : version;
  try {
    const parsed = parseRange(range);
    const order = scheme ?? schemeIn(match);
    const empty = emptyAlternative(parsed, order);
    const message =
      empty === undefined ? versionFault(parsed, order) : `${JSON.stringify(range)} is empty: ${empty}`;
    if (message !== undefined) yield { steps, message };
  } catch (error) {
    yield { steps, message: (error as Error).message };
  }
}

/** The ecosystem that a match names next to its version. */
function schemeIn({ id, purl }: Match): Scheme {
  const ids = [id, purl].flatMap((it) => it ?? []);
  return schemeOf(ids.map((it) => (it.startsWith('pkg:') ? `purl:${it}` : it)));
}
