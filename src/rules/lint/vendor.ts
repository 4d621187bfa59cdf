import type { IndicatorKind } from '../../catalogue/keys.ts';
import { unknownWord } from '../../matching/names/nearest.ts';
import type { Fact, FactMapping, Product, Vendor } from '../../schema/index.ts';
import { patternFault } from '../patterns.ts';
import type { Diagnostic, Steps } from './diagnostic.ts';

/** What may be referred to. */
export interface Known {
  readonly vendors: ReadonlySet<string>;
  readonly products: ReadonlySet<string>;
  /** The vendors themselves. */
  readonly catalogue: readonly Vendor[];
}

/** A fact with where it stands. */
export interface PlacedFact {
  readonly steps: Steps;
  readonly kind: IndicatorKind;
  readonly fact: FactMapping;
}

/** What a vendor file says that cannot be meant. */
export function* lintVendor(vendor: Vendor, known: Known): Generator<Diagnostic> {
  for (const placed of factsOf(vendor)) yield* factComplaints(placed, vendor);
  yield* sourceComplaints(['based-on'], vendor['based-on'], vendor);
  yield* unknownIds(['successor-of'], vendor['successor-of'] ?? [], 'vendor', known.vendors);
  for (const key of ['controlled-from', 'sanctioned-by'] as const) {
    for (const [index, fact] of (vendor[key] ?? []).entries()) {
      yield* dateComplaints([key, index], fact);
      yield* sourceComplaints([key, index, 'source'], fact.source, vendor);
    }
  }
  for (const [index, product] of (vendor.products ?? []).entries()) {
    yield* dateComplaints(['products', index], product);
    yield* embedComplaints(product, ['products', index, 'embeds'], vendor, known);
  }
}

function* embedComplaints(
  product: Product,
  steps: Steps,
  vendor: Vendor,
  known: Known,
): Generator<Diagnostic> {
  for (const [index, embed] of (product.embeds ?? []).entries()) {
    yield* unknownIds([...steps, index, 'vendor'], embed.vendor, 'vendor', known.vendors);
    yield* dateComplaints([...steps, index], embed);
    yield* sourceComplaints([...steps, index, 'source'], embed.source, vendor);
  }
}

/** Every fact that becomes a mark. */
export function* factsOf(vendor: Vendor): Generator<PlacedFact> {
  yield* placed(['publishers'], 'publisher', vendor.publishers);
  yield* placed(['signers', 'apple-team-id'], 'team-id', vendor.signers?.['apple-team-id']);
  yield* placed(['signers', 'organisation'], 'publisher', vendor.signers?.organisation);
  yield* placed(['signers', 'certificate'], 'publisher', vendor.signers?.certificate);
  yield* placed(['signers', 'registration'], 'signer-registration', vendor.signers?.registration);
  yield* placed(['signers', 'thumbprint'], 'signer-certificate', vendor.signers?.thumbprint);
  yield* placed(['domains'], 'domain', vendor.domains);
  yield* placedIds(['ids'], vendor.ids);
  for (const [index, product] of (vendor.products ?? []).entries()) {
    yield* placed(['products', index, 'names'], 'name', product.names);
    yield* placed(['products', index, 'packages'], 'package', product.packages);
    yield* placed(['products', index, 'domains'], 'domain', product.domains);
    yield* placedIds(['products', index, 'ids'], product.ids);
  }
}

function* placedIds(steps: Steps, ids: Vendor['ids']): Generator<PlacedFact> {
  for (const [kind, facts] of Object.entries(ids ?? {}))
    yield* placed([...steps, kind], kind as IndicatorKind, facts);
}

function* placed(
  steps: Steps,
  kind: IndicatorKind,
  facts: readonly Fact[] | undefined,
): Generator<PlacedFact> {
  for (const [index, fact] of (facts ?? []).entries()) {
    yield { steps: [...steps, index], kind, fact: typeof fact === 'string' ? { value: fact } : fact };
  }
}

function* factComplaints({ steps, kind, fact }: PlacedFact, vendor: Vendor): Generator<Diagnostic> {
  const careful = fact.exact === true || fact.with !== undefined || fact.confidence === 'low';
  const message = patternFault(kind, fact.value, careful);
  if (message !== undefined) yield { steps, message };
  yield* dateComplaints(steps, fact);
  yield* sourceComplaints(steps, fact.source, vendor);
}

/** A first day after the last day. */
export function* dateComplaints(
  steps: Steps,
  { from, to }: { from?: string; to?: string },
): Generator<Diagnostic> {
  if (from !== undefined && to !== undefined && from > to)
    yield { steps, message: `it ends on ${to}, before it begins` };
}

/** A word that is no address is a key of `sources`, where a file has them. */
function* sourceComplaints(
  steps: Steps,
  source: string | readonly string[] | undefined,
  { sources }: Vendor,
): Generator<Diagnostic> {
  if (source === undefined || sources === undefined) return;
  for (const key of typeof source === 'string' ? [source] : source) {
    if (/^https?:/u.test(key) || Object.hasOwn(sources, key)) continue;
    yield { steps, message: unknownWord('source', key, Object.keys(sources)) };
  }
}

/** Words that should be ids of something and are not. */
export function* unknownIds(
  steps: Steps,
  ids: string | readonly string[],
  what: string,
  known: ReadonlySet<string>,
): Generator<Diagnostic> {
  if (typeof ids === 'string') {
    if (!known.has(ids)) yield { steps, message: missing(what, ids, known) };
    return;
  }
  for (const [index, id] of ids.entries()) {
    if (!known.has(id)) yield { steps: [...steps, index], message: missing(what, id, known) };
  }
}

function missing(what: string, id: string, known: ReadonlySet<string>): string {
  const [unknown = '', hint = ''] = unknownWord(what, id, [...known]).split(/(?<=^[^:]*): /u, 2);
  return hint.startsWith('did you mean')
    ? `${unknown}: ${hint}`
    : `${unknown}: there is no file of that name`;
}
