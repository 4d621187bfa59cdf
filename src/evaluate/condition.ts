import type { Identity } from '../catalogue/index.ts';
import { inRange, type Order, parseRange, schemeOf } from '../matching/versions/index.ts';
import type { Match, Scheme, Severity, Vendor, VendorSelector } from '../schema/index.ts';
import type { Sighting } from '../types.ts';
import { type Expressions, idTest, nameTest, pathTest, publisherTest, valueTest } from './patterns.ts';
import { milder } from './severity.ts';
import { type Answer, both, either, maybe, no, opposite, yes } from './ternary.ts';
import { isOn, listed, selectedVendors } from './vendors.ts';

/** What is judged: a sighting, and one way to see who it is from. */
export interface Subject {
  readonly sighting: Sighting;
  readonly identity?: Identity | undefined;
}

/** A compiled `match`. */
export type Condition = (subject: Subject) => Answer;

/** What conditions are compiled with. */
export interface Compiler {
  readonly vendors: readonly Vendor[];
  readonly day: string;
  readonly orders?: Readonly<Record<Scheme, Order>>;
  readonly expressions: Expressions;
  /** Ask only who a program is from and what it is; all else may be. */
  readonly identityOnly?: boolean;
  /** See no engine inside another product. */
  readonly brandOnly?: boolean;
  /** See no alternative that weighs less than this. */
  readonly least?: Severity;
  /** Below a `not`: a product that is not known is none of those that are named. */
  readonly negated?: boolean;
}

/** Compiles a match into a condition. */
export function conditionOf(match: Match, compiler: Compiler): Condition {
  if (!isOn(match, compiler.day) || isTooMild(match, compiler)) return () => no;
  const conditions = KEYS.flatMap(([key, compile]) =>
    match[key] === undefined ? [] : [compile(match, compiler)],
  );
  return (subject) => both(answers(conditions, subject));
}

function isTooMild({ severity }: Match, { least }: Compiler): boolean {
  return severity !== undefined && least !== undefined && milder(severity, least) !== least;
}

function* answers(conditions: readonly Condition[], subject: Subject): Generator<Answer> {
  for (const condition of conditions) yield condition(subject);
}

type Compile = (match: Match, compiler: Compiler) => Condition;

const UNTOLD: Condition = () => maybe();

/** In the order in which reasons are told. */
const KEYS: readonly (readonly [keyof Match, Compile])[] = [
  ['vendor', (match, compiler) => vendorCondition(match.vendor ?? [], compiler)],
  ['product', ({ product = [] }, compiler) => productCondition(listed(product), compiler)],
  ['category', ({ category = [] }) => categoryCondition(listed(category))],
  ['embeds', (match, compiler) => embedsCondition(match.embeds ?? [], compiler)],
  ['name', told(({ name = [] }, { expressions }) => ofSighting(nameTest(listed(name), expressions)))],
  [
    'publisher',
    told(({ publisher = [] }, { expressions }) => ofSighting(publisherTest(listed(publisher), expressions))),
  ],
  ['id', told(({ id = [] }) => ofSighting(idTest(listed(id))))],
  ['purl', told(({ purl = [] }) => ofSighting(idTest(listed(purl))))],
  [
    'signer',
    told((match, compiler) => ofSighting(valueTest('signer', listed(match.signer ?? []), compiler))),
  ],
  [
    'company',
    told((match, compiler) => ofSighting(valueTest('company', listed(match.company ?? []), compiler))),
  ],
  ['sha256', told(({ sha256 = [] }) => ofSighting(idTest(listed(sha256).map((it) => `sha256:${it}`))))],
  ['version', told(versionCondition)],
  ['path', told(({ path = [] }) => ofSighting(pathTest(listed(path))))],
  ['reader', told(({ reader = [] }) => ofSighting(({ reader: id }) => oneOf(listed(reader), id, 'reader')))],
  [
    'state',
    told(({ state = [] }) => ofSighting((it) => oneOf(listed(state), it.state ?? 'installed', 'state'))),
  ],
  ['kind', told(({ kind = [] }) => ofSighting((it) => oneOf(listed(kind), it.kind ?? 'program', 'kind')))],
  ['any', ({ any = [] }, compiler) => anyCondition(any, compiler)],
  ['all', ({ all = [] }, compiler) => allCondition(all, compiler)],
  ['not', ({ not = [] }, compiler) => notCondition(listed(not), compiler)],
];

/** What only the sighting itself tells. */
function told(compile: Compile): Compile {
  return (match, compiler) => (compiler.identityOnly ? UNTOLD : compile(match, compiler));
}

function ofSighting(test: (sighting: Sighting) => Answer): Condition {
  return ({ sighting }) => test(sighting);
}

function oneOf(wanted: readonly string[], value: string, what: string): Answer {
  return wanted.includes(value) ? yes(`its ${what} is ${value}`) : no;
}

function vendorCondition(
  selectors: VendorSelector | VendorSelector[],
  { vendors, day }: Compiler,
): Condition {
  const selected = selectedVendors(listed(selectors), vendors, day);
  return ({ identity }) => {
    const reasons = identity && selected.get(identity.vendor.id);
    return reasons ? yes(...reasons) : no;
  };
}

/** A program of a vendor that is none of its known products may be one of those that are named, under a new name. */
function productCondition(products: readonly string[], { vendors, negated }: Compiler): Condition {
  const wanted = new Set(products);
  const makers = new Map(
    vendors.flatMap(({ id, products: own = [] }) => {
      const names = own.filter((product) => wanted.has(product.id)).map(({ name }) => name);
      return names.length > 0 && !negated ? [[id, names.join(' or ')] as const] : [];
    }),
  );
  return ({ identity }) => {
    if (!identity) return no;
    const { product, vendor } = identity;
    if (product) return wanted.has(product.id) ? yes(`the product is ${product.name}`) : no;
    const names = makers.get(vendor.id);
    return names === undefined
      ? no
      : maybe(`it is a product of ${vendor.name} that the catalogue does not know, and may be ${names}`);
  };
}

function categoryCondition(categories: readonly string[]): Condition {
  return ({ identity }) => {
    const category = identity?.categories.find((it) => categories.includes(it));
    return category ? yes(`its category is ${category}`) : no;
  };
}

function embedsCondition(
  selectors: VendorSelector | VendorSelector[],
  { vendors, day, brandOnly }: Compiler,
): Condition {
  if (brandOnly) return () => no;
  const selected = selectedVendors(listed(selectors), vendors, day);
  const names = new Map(vendors.map(({ id, name }) => [id, name]));
  return ({ identity }) => {
    const inside = identity?.embeds.find((id) => selected.has(id));
    if (inside === undefined) return no;
    const why = (selected.get(inside) ?? []).map((reason) => reason.replace('its vendor', 'whose vendor'));
    return yes(
      `it has an engine of ${names.get(inside) ?? inside} inside`,
      ...why.filter((it) => !it.includes(' vendor is ')),
    );
  };
}

function versionCondition({ version }: Match, { orders }: Compiler): Condition {
  const { range, scheme } =
    typeof version === 'object' ? version : { range: version ?? '', scheme: undefined };
  const bounds = parseRange(range);
  return ({ sighting }) => {
    if (sighting.version === undefined) return maybe('its version is not told');
    if (sighting.marks?.includes('truncated-version')) return maybe('its version was cut');
    const order = orders?.[scheme ?? schemeOf(sighting.ids ?? [])];
    if (!order) throw new Error('versions cannot be compared without their orders');
    return inRange(sighting.version, bounds, order)
      ? yes(`its version ${sighting.version} is in ${range}`)
      : no;
  };
}

function anyCondition(matches: readonly Match[], compiler: Compiler): Condition {
  const conditions = matches.map((match) => conditionOf(match, compiler));
  return (subject) => either(answers(conditions, subject));
}

function allCondition(matches: readonly Match[], compiler: Compiler): Condition {
  const conditions = matches.map((match) => conditionOf(match, compiler));
  return (subject) => both(answers(conditions, subject));
}

function notCondition(matches: readonly Match[], compiler: Compiler): Condition {
  const any = anyCondition(matches, { ...compiler, negated: compiler.negated !== true });
  return (subject) => opposite(any(subject));
}
