/** Rules of one id: the same rule named twice, or two rules of which one must have another name. */

import type { Vendor } from '../schema/index.ts';
import { canonical } from './compile.ts';
import { problemOf } from './lint/diagnostic.ts';
import type { Placed } from './placed.ts';
import type { Problem } from './problem.ts';

const NAME = /(?:^|[\\/])(?<id>[a-z0-9][a-z0-9.-]*)\.ya?ml$/u;

/** The id of a rule: the name of its file; undefined when that cannot be an id. */
export function idOfPath(path: string): string | undefined {
  return NAME.exec(path)?.groups?.['id'];
}

/** A rule that is named twice, through a link or as a copy of the same words, is one rule. */
export function distinct<Rule extends { readonly id: string }>(
  placed: readonly Placed<Rule>[],
  others: readonly Rule[],
): Placed<Rule>[] {
  const known = new Map<string, Rule[]>();
  for (const rule of others) known.set(rule.id, [...(known.get(rule.id) ?? []), rule]);
  return placed.filter(({ rule }) => {
    const sameId = known.get(rule.id) ?? [];
    known.set(rule.id, [...sameId, rule]);
    return sameId.every((one) => canonical(one) !== canonical(rule));
  });
}

/** Rules whose id is that of another rule. */
export function duplicates<Rule extends { readonly id: string }>(
  placed: readonly Placed<Rule>[],
  others: readonly Rule[],
  what: string,
  files: ReadonlySet<string> = new Set(),
): Problem[] {
  const own = new Map([...files].map((path) => [idOfPath(path), path]));
  const owners = new Map(others.map(({ id }) => [id, own.get(id) ?? 'the built-in rules']));
  return placed.flatMap(({ rule, document }) => {
    const owner = owners.get(rule.id);
    owners.set(rule.id, document.path);
    if (owner === undefined) return [];
    const message = `the ${what} ${rule.id} is in ${owner} already: name the file otherwise, or add to it with extends`;
    return [problemOf({ steps: [], message }, document)];
  });
}

/** Products whose id is that of another product. */
export function productDuplicates(vendors: readonly Placed<Vendor>[], others: readonly Vendor[]): Problem[] {
  const owners = new Map<string, string>();
  for (const { id, products } of others) for (const product of products ?? []) owners.set(product.id, id);
  return vendors.flatMap(({ rule, document }) =>
    (rule.products ?? []).flatMap((product, index) => {
      const owner = owners.get(product.id);
      owners.set(product.id, rule.id);
      if (owner === undefined) return [];
      const message = `the product ${product.id} is in the vendor ${owner} already`;
      return [problemOf({ steps: ['products', index, 'id'], message }, document)];
    }),
  );
}
