import { pathFingerprints } from '../catalogue/index.ts';
import type { Ban, Product, Vendor } from '../schema/index.ts';
import type { RuleSet } from './rule-set.ts';

/** What is checked by when nobody says otherwise. */
export const DEFAULT_BANS: readonly string[] = ['russia-based-av-vendor'];

/**
 * What judging by {@link DEFAULT_BANS} takes of a rule book, a third of it. A scan reads it at every start: facts are
 * in the marks already, and evidence, notes, examples and the other bans are for those who ask about rules.
 */
export function defaultRules({
  vendors,
  bans,
  marks: indicators,
  digests,
  reviewed,
  build,
}: RuleSet): RuleSet {
  const judged = bans.filter(({ id }) => DEFAULT_BANS.includes(id));
  return {
    vendors: vendors.map(judgingVendor),
    bans: judged.map(judgingBan),
    marks: indicators,
    digests: Object.fromEntries(DEFAULT_BANS.map((id) => [id, digests[id] ?? ''])),
    fingerprints: pathFingerprints({ vendors, bans: judged }),
    ...(reviewed === undefined ? {} : { reviewed }),
    ...(build === undefined ? {} : { build }),
  };
}

function judgingVendor(vendor: Vendor): Vendor {
  const { publishers, signers, aliases, domicile, 'based-on': evidence, note, sources, ...rest } = vendor;
  const { ids, domains, products, ...judged } = rest;
  return {
    ...judged,
    ...(products === undefined ? {} : { products: products.map(judgingProduct) }),
  };
}

function judgingProduct({ names, packages, domains, ids, note, ...judged }: Product): Product {
  return judged;
}

function judgingBan({ examples, references, unverified, ...judged }: Ban): Ban {
  return judged;
}
