import type { Ban, Product, Vendor } from '../schema.ts';
import type { RuleBook } from './book.ts';

/** What is judged by when nobody says otherwise. */
export const DEFAULT_BANS: readonly string[] = ['russia-based-av-vendor'];

/**
 * What judging by {@link DEFAULT_BANS} takes of a rule book, a third of it. A scan reads it at every start: facts are
 * in the marks already, and evidence, notes, examples and the other bans are for those who ask about rules.
 */
export function judgingBook({ vendors, bans, marks, digests }: RuleBook): RuleBook {
  return {
    vendors: vendors.map(judgingVendor),
    bans: bans.filter(({ id }) => DEFAULT_BANS.includes(id)).map(judgingBan),
    marks,
    digests: Object.fromEntries(DEFAULT_BANS.map((id) => [id, digests[id] ?? ''])),
  };
}

function judgingVendor(vendor: Vendor): Vendor {
  const { publishers, signers, aliases, domicile, 'based-on': evidence, note, sources, ...rest } = vendor;
  const { ids, products, ...judged } = rest;
  return {
    ...judged,
    ...places(ids),
    ...(products === undefined ? {} : { products: products.map(judgingProduct) }),
  };
}

function judgingProduct({ names, ids, note, ...judged }: Product): Product {
  return { ...judged, ...places(ids) };
}

/** Of places the marks have the keys alone; a scan looks for them as they are written. */
function places(ids: Vendor['ids']): Pick<Vendor, 'ids'> {
  return ids?.path === undefined ? {} : { ids: { path: ids.path } };
}

function judgingBan({ examples, references, unverified, ...judged }: Ban): Ban {
  return judged;
}
