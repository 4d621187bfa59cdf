/** Files that add to vendors and bans of other files: `extends`. */

import { unknownWord } from '../matching/names/nearest.ts';
import type { Ban, BanExtension, Match, Product, Vendor, VendorExtension } from '../schema/index.ts';
import type { Diagnostic } from './lint/diagnostic.ts';
import type { Placed } from './placed.ts';

/** What files add to rules of others. */
export interface Extensions {
  readonly vendors: readonly VendorExtension[];
  readonly bans: readonly BanExtension[];
}

/** Vendors and bans with what files add to them. */
export function extendRules(
  rules: { readonly vendors: readonly Vendor[]; readonly bans: readonly Ban[] },
  added: Extensions,
): { vendors: readonly Vendor[]; bans: readonly Ban[] } {
  return {
    vendors: extendEach(rules.vendors, added.vendors, extendVendor),
    bans: extendEach(rules.bans, added.bans, extendBan),
  };
}

function extendEach<Rule extends { readonly id: string }, Extension extends { readonly extends: string }>(
  rules: readonly Rule[],
  extensions: readonly Extension[],
  extend: (rule: Rule, extension: Extension) => Rule,
): readonly Rule[] {
  if (extensions.length === 0) return rules;
  return rules.map((rule) =>
    extensions.filter((extension) => extension.extends === rule.id).reduce(extend, rule),
  );
}

function extendVendor(vendor: Vendor, extension: VendorExtension): Vendor {
  const { aliases, sources, publishers, signers, domains, ids, products = [] } = extension;
  const known = new Set(vendor.products?.map(({ id }) => id));
  const extended = (vendor.products ?? []).map((product) =>
    products.filter(({ id }) => id === product.id).reduce<Product>(extendProduct, product),
  );
  const added = products.filter(isWhole).filter(({ id }) => !known.has(id));
  return {
    ...vendor,
    ...(aliases && { aliases: joined(vendor.aliases, aliases) }),
    ...(sources && { sources: { ...sources, ...vendor.sources } }),
    ...(publishers && { publishers: joined(vendor.publishers, publishers) }),
    ...(signers && { signers: joinedLists(vendor.signers, signers) }),
    ...(domains && { domains: joined(vendor.domains, domains) }),
    ...(ids && { ids: joinedLists(vendor.ids, ids) }),
    ...(products.length > 0 && { products: [...extended, ...added] }),
  };
}

type ProductExtension = NonNullable<VendorExtension['products']>[number];

function isWhole(product: ProductExtension): product is Product {
  return product.name !== undefined && product.categories !== undefined;
}

/** A product keeps its name, its categories and its days: an extension finds more of it, never less. */
function extendProduct(
  product: Product,
  { names, packages, domains, ids, embeds }: ProductExtension,
): Product {
  return {
    ...product,
    ...(names && { names: joined(product.names, names) }),
    ...(packages && { packages: joined(product.packages, packages) }),
    ...(domains && { domains: joined(product.domains, domains) }),
    ...(ids && { ids: joinedLists(product.ids, ids) }),
    ...(embeds && { embeds: joined(product.embeds, embeds) }),
  };
}

function joined<Item>(own: readonly Item[] | undefined, added: readonly Item[]): Item[] {
  return [...(own ?? []), ...added];
}

function joinedLists<Lists extends object>(own: Lists | undefined, added: Lists): Lists {
  const lists = { ...own } as Record<string, readonly unknown[]>;
  for (const [key, list] of Object.entries(added) as [string, readonly unknown[]][])
    lists[key] = joined(lists[key], list);
  return lists as Lists;
}

/** Its exceptions stay: they are exceptions of the whole ban, whichever alternative means a program. */
function extendBan(ban: Ban, { match, unverified, references, examples }: BanExtension): Ban {
  return {
    ...ban,
    match: { any: [...alternativesOf(ban.match), ...alternativesOf(match)] },
    ...(unverified && { unverified: joined(ban.unverified, unverified) }),
    ...(references && { references: joined(ban.references, references) }),
    ...(examples && { examples: joinedLists(ban.examples, examples) }),
  };
}

function alternativesOf(match: Match): readonly Match[] {
  return match.any !== undefined && Object.keys(match).length === 1 ? match.any : [match];
}

/** An extension as a vendor of its own, with what it has to have in common with the whole one. */
function vendorPart(extension: VendorExtension, vendor: Vendor): Vendor {
  const { extends: _, products = [], sources, ...facts } = extension;
  const whole = products.map((product): Product => {
    const own = vendor.products?.find(({ id }) => id === product.id);
    return {
      ...product,
      name: product.name ?? own?.name ?? product.id,
      categories: product.categories ?? own?.categories ?? vendor.categories,
    };
  });
  return {
    ...facts,
    id: vendor.id,
    name: vendor.name,
    country: vendor.country,
    categories: vendor.categories,
    ...(products.length > 0 && { products: whole }),
    ...(sources && {
      sources: { ...sources, ...vendor.sources },
      ...(vendor['based-on'] !== undefined && { 'based-on': vendor['based-on'] }),
    }),
  };
}

/** An extension as a ban of its own, with nothing of the whole one that could be wrong. */
function banPart({ match, examples }: BanExtension, { id, title, why }: Ban): Ban {
  return { id, title, why, severity: 'ban', match, ...(examples && { examples }) };
}

/** What files add to vendors that there are, each as a vendor of its own, for those who check it. */
export function vendorParts(
  extensions: readonly Placed<VendorExtension>[],
  vendors: readonly Vendor[],
): Placed<Vendor>[] {
  return extensions.flatMap(({ rule, document }) => {
    const vendor = vendors.find(({ id }) => id === rule.extends);
    return vendor ? [{ rule: vendorPart(rule, vendor), document }] : [];
  });
}

/** What files add to bans that there are, each as a ban of its own, for those who check it. */
export function banParts(extensions: readonly Placed<BanExtension>[], bans: readonly Ban[]): Placed<Ban>[] {
  return extensions.flatMap(({ rule, document }) => {
    const ban = bans.find(({ id }) => id === rule.extends);
    return ban ? [{ rule: banPart(rule, ban), document }] : [];
  });
}

/** What an extension of a vendor says that cannot be meant. */
export function* lintVendorExtension(
  extension: VendorExtension,
  vendors: readonly Vendor[],
): Generator<Diagnostic> {
  const vendor = vendors.find(({ id }) => id === extension.extends);
  if (!vendor) {
    yield { steps: ['extends'], message: unknownWord('vendor', extension.extends, idsOf(vendors)) };
    return;
  }
  for (const key of Object.keys(extension.sources ?? {})) {
    if (Object.hasOwn(vendor.sources ?? {}, key))
      yield { steps: ['sources', key], message: `the vendor ${vendor.id} has a source of this name already` };
  }
  for (const [index, product] of (extension.products ?? []).entries())
    yield* lintProduct(product, index, vendor, vendors);
}

function* lintProduct(
  product: ProductExtension,
  index: number,
  vendor: Vendor,
  vendors: readonly Vendor[],
): Generator<Diagnostic> {
  const steps = ['products', index] as const;
  if (vendor.products?.some(({ id }) => id === product.id)) {
    for (const key of ['name', 'categories', 'without-entry', 'from', 'to'] as const) {
      if (product[key] !== undefined)
        yield {
          steps: [...steps, key],
          message: `the product ${product.id} is known: it keeps its own ${key}`,
        };
    }
    return;
  }
  const owner = vendors.find(({ products = [] }) => products.some(({ id }) => id === product.id));
  if (owner) {
    const message = `the product ${product.id} is in the vendor ${owner.id} already`;
    yield { steps: [...steps, 'id'], message };
  }
  for (const key of ['name', 'categories'] as const) {
    if (product[key] === undefined)
      yield { steps, message: `the key ${key} is missing: ${vendor.id} has no product ${product.id} yet` };
  }
}

/** What an extension of a ban says that cannot be meant. */
export function* lintBanExtension(extension: BanExtension, bans: readonly Ban[]): Generator<Diagnostic> {
  if (!bans.some(({ id }) => id === extension.extends))
    yield { steps: ['extends'], message: unknownWord('ban', extension.extends, idsOf(bans)) };
}

function idsOf(rules: readonly { readonly id: string }[]): string[] {
  return rules.map(({ id }) => id);
}
