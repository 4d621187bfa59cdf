import type { Identity } from '../catalogue/index.ts';
import { inRange, type Order, parseRange, schemeOf } from '../matching/versions/index.ts';
import type { Match, Scheme, Severity, Vendor, VendorSelector } from '../schema/index.ts';
import type { Sighting } from '../types.ts';
import { accountTest, installedTest, lastSeenTest, maintainerTest } from './installation.ts';
import type { licenceCondition } from './licences.ts';
import {
  digestTest,
  type Expressions,
  idTest,
  nameTest,
  pathTest,
  publisherTest,
  valueTest,
} from './patterns.ts';
import { milder } from './severity.ts';
import { and, isFalse, isTrue, not, or, type Ternary, unknown } from './ternary.ts';
import { isOn, listed, vendorOf, vendorTest } from './vendors.ts';

/** What is checked: a sighting, and one way to see who it is from. */
export interface Subject {
  readonly sighting: Sighting;
  readonly identity?: Identity | undefined;
}

/** A compiled `match`. */
export type Condition = (subject: Subject) => Ternary;

/** What conditions are compiled with. */
export interface CompileContext {
  readonly vendors: readonly Vendor[];
  readonly day: string;
  readonly orders?: Readonly<Record<Scheme, Order>>;
  readonly expressions: Expressions;
  /** What reads licences, where a match asks for them. */
  readonly licenceCondition?: typeof licenceCondition;
  /** Ask only who a program is from and what it is; all else may be. */
  readonly identityOnly?: boolean;
  /** See no engine inside another product. */
  readonly brandOnly?: boolean;
  /** See no record of what ran or was looked at. */
  readonly withoutRecords?: boolean;
  /** See no alternative that weighs less than this. */
  readonly least?: Severity;
  /** Below a `not`: a product that is not known is none of those that are named. */
  readonly negated?: boolean;
  /** What the match says is allowed, as below `only`, `except` and in waivers. */
  readonly exempts?: boolean;
}

/** Compiles a match into a condition. */
export function conditionOf(match: Match, compiler: CompileContext): Condition {
  if (!isOn(match, compiler.day) || isTooMild(match, compiler)) return () => isFalse;
  const conditions = KEYS.flatMap(([key, compile]) =>
    match[key] === undefined ? [] : [compile(match, compiler)],
  );
  return (subject) => and(answers(conditions, subject));
}

function isTooMild({ severity }: Match, { least }: CompileContext): boolean {
  return severity !== undefined && least !== undefined && milder(severity, least) !== least;
}

function* answers(conditions: readonly Condition[], subject: Subject): Generator<Ternary> {
  for (const condition of conditions) yield condition(subject);
}

type Compile = (match: Match, compiler: CompileContext) => Condition;

const UNTOLD: Condition = () => unknown();

/** In the order in which reasons are reported. */
const KEYS: readonly (readonly [keyof Match, Compile])[] = [
  ['vendor', (match, compiler) => vendorCondition(match.vendor ?? [], compiler)],
  ['product', ({ product = [] }, compiler) => productCondition(listed(product), compiler)],
  ['category', ({ category = [] }) => categoryCondition(listed(category))],
  ['embeds', (match, compiler) => embedsCondition(match.embeds ?? [], compiler)],
  ['name', reported(({ name = [] }, { expressions }) => ofSighting(nameTest(listed(name), expressions)))],
  [
    'publisher',
    reported((match, compiler) =>
      ofSighting(
        publisherTest(
          listed(match.publisher ?? []),
          compiler.expressions,
          unshown(match, compiler, 'publisher'),
        ),
      ),
    ),
  ],
  ['id', reported(({ id = [] }) => ofSighting(idTest(listed(id))))],
  ['purl', reported(({ purl = [] }) => ofSighting(idTest(listed(purl))))],
  ['signer', reported((match, compiler) => fileCondition('signer', match, compiler))],
  ['company', reported((match, compiler) => fileCondition('company', match, compiler))],
  [
    'sha256',
    reported((match, compiler) =>
      ofSighting(digestTest(listed(match.sha256 ?? []), unshown(match, compiler, 'digest'))),
    ),
  ],
  ['maintainer', reported(({ maintainer = [] }) => ofSighting(maintainerTest(listed(maintainer))))],
  ['licence', reported(licenceOf)],
  ['installed', reported(({ installed = {} }) => ofSighting(installedTest(installed)))],
  ['last-seen', reported(lastSeenCondition)],
  ['per-user', reported(({ 'per-user': wanted }) => ofSighting(accountTest(wanted === true)))],
  ['version', reported(versionCondition)],
  ['path', reported(({ path = [] }) => ofSighting(pathTest(listed(path))))],
  [
    'reader',
    reported(({ reader = [] }) => ofSighting(({ reader: id }) => oneOf(listed(reader), id, 'reader'))),
  ],
  [
    'state',
    reported(({ state = [] }) => ofSighting((it) => oneOf(listed(state), it.state ?? 'installed', 'state'))),
  ],
  [
    'kind',
    reported(({ kind = [] }) => ofSighting((it) => oneOf(listed(kind), it.kind ?? 'program', 'kind'))),
  ],
  ['any', ({ any = [] }, compiler) => anyCondition(any, compiler)],
  ['all', ({ all = [] }, compiler) => allCondition(all, compiler)],
  ['not', ({ not = [] }, compiler) => notCondition(listed(not), compiler)],
];

/** What only the sighting itself shows. */
function reported(compile: Compile): Compile {
  return (match, compiler) => (compiler.identityOnly ? UNTOLD : compile(match, compiler));
}

function ofSighting(test: (sighting: Sighting) => Ternary): Condition {
  return ({ sighting }) => test(sighting);
}

function fileCondition(kind: 'signer' | 'company', match: Match, compiler: CompileContext): Condition {
  return ofSighting(
    valueTest(kind, listed(match[kind] ?? []), compiler.expressions, unshown(match, compiler, kind)),
  );
}

/**
 * What it means that a list does not show who made a program: nothing of a program that a match would only find by
 * that, and an open question of one that it finds by something else, or that it may allow.
 */
function unshown(match: Match, { exempts }: CompileContext, what: string): Ternary {
  const { name, id, purl, path, vendor, product, category, embeds, any, all } = match;
  const found = name ?? id ?? purl ?? path ?? vendor ?? product ?? category ?? embeds ?? any ?? all;
  return exempts || found !== undefined ? unknown(`no ${what} in the manifest`) : isFalse;
}

function licenceOf(
  { licence = [] }: Match,
  { licenceCondition, exempts = false }: CompileContext,
): Condition {
  if (!licenceCondition) throw new Error('licences cannot be compared without what reads them');
  return ofSighting(licenceCondition(licence, exempts));
}

function oneOf(wanted: readonly string[], value: string, what: string): Ternary {
  return wanted.includes(value) ? isTrue(`its ${what} is ${value}`) : isFalse;
}

function lastSeenCondition(
  { 'last-seen': days = {} }: Match,
  { day, withoutRecords }: CompileContext,
): Condition {
  return withoutRecords ? () => isFalse : ofSighting(lastSeenTest(days, day));
}

function vendorCondition(
  selectors: VendorSelector | VendorSelector[],
  { vendors, day }: CompileContext,
): Condition {
  const test = vendorTest(listed(selectors), vendors, day);
  return ({ identity }) => {
    const reasons = identity && test(identity.vendor);
    return reasons ? isTrue(...reasons) : isFalse;
  };
}

/** A program of a vendor that is none of its known products may be one of those that are named, under a new name. */
function productCondition(products: readonly string[], { negated }: CompileContext): Condition {
  const wanted = new Set(products);
  return ({ identity }) => {
    if (!identity) return isFalse;
    const { product, vendor } = identity;
    if (product) return wanted.has(product.id) ? isTrue(`the product is ${product.name}`) : isFalse;
    const named = negated ? [] : (vendor.products ?? []).filter(({ id }) => wanted.has(id));
    const names = named.map(({ name }) => name).join(' or ');
    return names === ''
      ? isFalse
      : unknown(`it is a product of ${vendor.name} that the catalogue does not know, and may be ${names}`);
  };
}

function categoryCondition(categories: readonly string[]): Condition {
  return ({ identity }) => {
    const category = identity?.categories.find((it) => categories.includes(it));
    return category ? isTrue(`its category is ${category}`) : isFalse;
  };
}

function embedsCondition(
  selectors: VendorSelector | VendorSelector[],
  { vendors, day, brandOnly }: CompileContext,
): Condition {
  if (brandOnly) return () => isFalse;
  const test = vendorTest(listed(selectors), vendors, day);
  return ({ identity }) => {
    for (const id of identity?.embeds ?? []) {
      const inside = vendorOf(id, vendors);
      const reasons = inside && test(inside);
      if (!reasons) continue;
      const why = reasons.map((reason) => reason.replace('its vendor', 'whose vendor'));
      return isTrue(
        `it has an engine of ${inside.name} inside`,
        ...why.filter((it) => !it.includes(' vendor is ')),
      );
    }
    return isFalse;
  };
}

function versionCondition({ version }: Match, { orders }: CompileContext): Condition {
  const { range, scheme } =
    typeof version === 'object' ? version : { range: version ?? '', scheme: undefined };
  const bounds = parseRange(range);
  return ({ sighting }) => {
    if (sighting.version === undefined) return unknown('no version in the manifest');
    if (sighting.marks?.includes('truncated-version')) return unknown('its version was cut');
    const order = orders?.[scheme ?? schemeOf(sighting.ids ?? [])];
    if (!order) throw new Error('versions cannot be compared without their orders');
    return inRange(sighting.version, bounds, order)
      ? isTrue(`its version ${sighting.version} is in ${range}`)
      : isFalse;
  };
}

function anyCondition(matches: readonly Match[], compiler: CompileContext): Condition {
  const conditions = matches.map((match) => conditionOf(match, compiler));
  return (subject) => or(answers(conditions, subject));
}

function allCondition(matches: readonly Match[], compiler: CompileContext): Condition {
  const conditions = matches.map((match) => conditionOf(match, compiler));
  return (subject) => and(answers(conditions, subject));
}

function notCondition(matches: readonly Match[], compiler: CompileContext): Condition {
  const { negated, exempts } = compiler;
  const any = anyCondition(matches, { ...compiler, negated: negated !== true, exempts: exempts !== true });
  return (subject) => not(any(subject));
}
