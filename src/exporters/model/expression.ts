import type { IndicatorKind } from '../../catalogue/keys.ts';
import { patternKeys } from '../../catalogue/places.ts';
import { type CompileContext, conditionOf } from '../../evaluate/condition.ts';
import { idPattern, regexOf, textOf } from '../../evaluate/patterns.ts';
import { milder } from '../../evaluate/severity.ts';
import { isOn, listed } from '../../evaluate/vendors.ts';
import type { Ban, Match, NamePattern, Severity, Vendor } from '../../schema/index.ts';
import { allIdentities, NOTHING, whoOf } from './identities.ts';

/** What must hold of a program for a ban to be broken. */
export type Expression =
  /** It is one of these, `vendor/product`; `/` is a program of which the catalogue knows nothing. */
  | { readonly test: 'who'; readonly who: ReadonlySet<string> }
  /** What it shows of this kind meets one of these patterns, which are keys. */
  | { readonly test: 'shows'; readonly kind: IndicatorKind; readonly patterns: readonly string[] }
  | { readonly test: 'is'; readonly field: 'state' | 'kind'; readonly values: readonly string[] }
  | { readonly test: 'all' | 'any'; readonly tests: readonly Expression[] }
  | { readonly test: 'not'; readonly inner: Expression }
  /** Only interdict can show. Where it stands the right way round it is taken for true: no false pass. */
  | { readonly test: 'unsupported'; readonly what: string };

interface Known extends Pick<CompileContext, 'vendors' | 'day'> {
  /** Alternatives that weigh less, and that only what a program shows could distinguish from the others, are left out. */
  readonly least?: Severity;
}

/**
 * The test of a ban: its match, none of its exceptions, and nothing that its authority leaves open. What a scan calls
 * undecided, no other tool may call banned.
 */
export function expressionOf(ban: Ban, known: Known): Expression {
  const sides = [...listed(ban.except ?? []), ...listed(ban.undecided ?? [])];
  const exceptions = sides.map((match) => matchTest(match, { vendors: known.vendors, day: known.day }));
  const match = matchTest(ban.match, known);
  return joined('all', [match, ...exceptions.map((inner) => opposite(inner, known))]);
}

/** The vendors that a test asks about. */
export function scopeOf(test: Expression, { vendors, day }: Known): Vendor[] {
  const all = allIdentities(vendors, day).map(whoOf);
  const ids = new Set(askedIn(test, all).map((who) => who.slice(0, who.indexOf('/'))));
  return vendors.filter(({ id }) => ids.has(id));
}

/** What a test asks for and only interdict can show. */
export function unsupportedIn(test: Expression): string[] {
  if (test.test === 'unsupported') return [test.what];
  if (test.test === 'not') return unsupportedIn(test.inner);
  return 'tests' in test ? [...new Set(test.tests.flatMap(unsupportedIn))] : [];
}

/** Of a set that lets unknown programs through, those that are missing are asked about. */
function askedIn(test: Expression, all: readonly string[]): string[] {
  if (test.test === 'who') return test.who.has('/') ? all.filter((who) => !test.who.has(who)) : [...test.who];
  if (test.test === 'not') return askedIn(test.inner, all);
  return 'tests' in test ? test.tests.flatMap((it) => askedIn(it, all)) : [];
}

const IDENTITY = ['vendor', 'product', 'category', 'embeds'] as const;
const TOLD = [
  'name',
  'publisher',
  'id',
  'purl',
  'signer',
  'company',
  'sha256',
  'maintainer',
  'licence',
  'installed',
  'last-seen',
  'per-user',
  'version',
  'path',
  'reader',
  'state',
  'kind',
] as const;

function matchTest(match: Match, known: Known): Expression {
  if (!isOn(match, known.day) || isLeftOut(match, known)) return { test: 'who', who: new Set() };
  if (isIdentity(match)) return whoTest(match, known);
  const { any, all, not } = match;
  const own = Object.fromEntries(
    IDENTITY.flatMap((key) => (match[key] === undefined ? [] : [[key, match[key]]])),
  );
  return joined('all', [
    ...(Object.keys(own).length > 0 ? [whoTest(own, known)] : []),
    ...TOLD.flatMap((key) => (match[key] === undefined ? [] : [toldTest(key, match)])),
    ...(any
      ? [
          joined(
            'any',
            any.map((it) => matchTest(it, known)),
          ),
        ]
      : []),
    ...(all ?? []).map((it) => matchTest(it, known)),
    ...listed(not ?? []).map((it) => opposite(matchTest(it, known), known)),
  ]);
}

/** The severity of an identity is known by its place in the list; what is shown has the severity of the ban. */
function isLeftOut(match: Match, { least }: Known): boolean {
  const { severity } = match;
  if (severity === undefined || least === undefined || milder(severity, least) === least) return false;
  return severity === 'note' || !isIdentity(match);
}

/** Whether a match has alternatives that {@link expressionOf} leaves out. */
export function hasLeftOut({ any = [], all = [], ...own }: Match, least: Severity): boolean {
  const known = { vendors: [], day: '', least };
  return isLeftOut({ any, all, ...own }, known) || [...any, ...all].some((it) => hasLeftOut(it, least));
}

function isIdentity({ any = [], all = [], not = [], ...own }: Match): boolean {
  const inner = [...any, ...all, ...listed(not)];
  return TOLD.every((key) => own[key] === undefined) && inner.every(isIdentity);
}

function whoTest(match: Match, known: Known): Expression {
  // Which products are meant; how heavily each weighs is a question of its own.
  const { least: _, ...any } = known;
  const condition = conditionOf(match, { ...any, expressions: new Map() });
  const meant = allIdentities(known.vendors, known.day).filter(
    (identity) => condition({ sighting: NOTHING, identity }).truth === 'yes',
  );
  const unlisted = condition({ sighting: NOTHING }).truth === 'yes' ? ['/'] : [];
  return { test: 'who', who: new Set([...meant.map(whoOf), ...unlisted]) };
}

function toldTest(key: (typeof TOLD)[number], match: Match): Expression {
  const { name, publisher, id, purl, path, state, kind } = match;
  if (key === 'name' || key === 'publisher')
    return nameTest(key, listed((key === 'name' ? name : publisher) ?? []));
  if (key === 'id' || key === 'purl') return idTest(listed((key === 'id' ? id : purl) ?? []));
  if (key === 'signer' || key === 'company' || key === 'sha256')
    return { test: 'unsupported', what: `the ${key} of program files is not read` };
  if (key === 'path') return shows('path', listed(path ?? []));
  if (key === 'state') return { test: 'is', field: 'state', values: listed(state ?? []) };
  if (key === 'kind') return { test: 'is', field: 'kind', values: listed(kind ?? []) };
  if (key === 'last-seen') return { test: 'unsupported', what: 'records of what ran are not read' };
  if (key === 'licence') return { test: 'unsupported', what: 'licences are not read' };
  if (key === 'maintainer' || key === 'installed' || key === 'per-user')
    return { test: 'unsupported', what: 'by whom, when and for which account it was installed is not read' };
  return {
    test: 'unsupported',
    what: key === 'version' ? 'versions are not compared' : 'which reader saw it',
  };
}

function nameTest(kind: 'name' | 'publisher', patterns: readonly NamePattern[]): Expression {
  const expressions = patterns.flatMap((pattern) => regexOf(pattern) ?? []);
  const texts = patterns.flatMap((pattern) => textOf(pattern) ?? []);
  return joined('any', [
    ...(texts.length > 0 ? [shows(kind, texts)] : []),
    ...expressions.map(
      (it): Expression => ({ test: 'unsupported', what: `the regular expression ${it} for the ${kind}` }),
    ),
  ]);
}

function idTest(patterns: readonly string[]): Expression {
  const kinds = new Map<IndicatorKind, string[]>();
  for (const pattern of patterns) {
    const { kind, value } = idPattern(pattern);
    kinds.set(kind, [...(kinds.get(kind) ?? []), value]);
  }
  return joined(
    'any',
    [...kinds].map(([kind, values]) => shows(kind, values)),
  );
}

/** `x *` means x too. */
function shows(kind: IndicatorKind, values: readonly string[]): Expression {
  const keys = values.flatMap((value) => patternKeys(kind, value));
  const alone = keys.filter((key) => key.endsWith(' *')).map((key) => key.slice(0, -2));
  return { test: 'shows', kind, patterns: [...new Set([...keys, ...alone])] };
}

function opposite(inner: Expression, known: Known): Expression {
  if (inner.test !== 'who') return { test: 'not', inner };
  const all = [...allIdentities(known.vendors, known.day).map(whoOf), '/'];
  return { test: 'who', who: new Set(all.filter((who) => !inner.who.has(who))) };
}

/** Sets of identities are joined at once, so that most tests end as one set. */
function joined(how: 'all' | 'any', tests: readonly Expression[]): Expression {
  const sets = tests.flatMap((test) => (test.test === 'who' ? [test.who] : []));
  const others = tests.filter((test) => test.test !== 'who');
  const who =
    sets.length === 0 ? [] : [{ test: 'who' as const, who: sets.reduce(how === 'all' ? common : union) }];
  const [first, ...more] = [...who, ...others];
  if (first && more.length === 0) return first;
  return { test: how, tests: first ? [first, ...more] : [] };
}

function common(one: ReadonlySet<string>, other: ReadonlySet<string>): ReadonlySet<string> {
  return new Set([...one].filter((who) => other.has(who)));
}

function union(one: ReadonlySet<string>, other: ReadonlySet<string>): ReadonlySet<string> {
  return new Set([...one, ...other]);
}
