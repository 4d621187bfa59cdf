import type { IndicatorKind } from '../catalogue/keys.ts';
import type { Match } from '../schema/index.ts';
import { idPattern, regexOf, textOf } from './patterns.ts';
import { listed } from './vendors.ts';

/** One thing that must hold of every program that a match means; by it the match is looked up. */
export type Anchor =
  | { readonly by: 'identity' }
  | { readonly by: 'pattern'; readonly kind: IndicatorKind; readonly pattern: string }
  | { readonly by: 'expression' };

/**
 * Anchors of which at least one holds for every program that the match means. Undefined when there are none: such a
 * match would have to be asked of every program, and would mean half of the world.
 */
export function anchorsOf(match: Match): readonly Anchor[] | undefined {
  if (isOfIdentity(match)) return [{ by: 'identity' }];
  const { name, publisher, id, purl, signer, company, sha256 } = match;
  if (id !== undefined) return listed(id).map(ofId);
  if (purl !== undefined) return listed(purl).map(ofId);
  if (name !== undefined) return listed(name).map((pattern) => ofName('name', pattern));
  if (publisher !== undefined) return listed(publisher).map((pattern) => ofName('publisher', pattern));
  if (sha256 !== undefined) return listed(sha256).map((value) => ofId(`sha256:${value}`));
  if (signer !== undefined) return listed(signer).map((pattern) => ofName('signer', pattern));
  if (company !== undefined) return listed(company).map((pattern) => ofName('company', pattern));
  const { path, any, all, licence } = match;
  if (path !== undefined) return listed(path).map((pattern) => ({ by: 'pattern', kind: 'path', pattern }));
  const anchors = ofOne(all) ?? ofEvery(any);
  // No index has licences, so that every program is asked.
  return anchors ?? (licence === undefined ? undefined : [{ by: 'expression' }]);
}

/** Whether all that a match means is found by vendor and product. */
export function isByIdentity(match: Match): boolean {
  return anchorsOf(match)?.every(({ by }) => by === 'identity') === true;
}

/**
 * What is left of a match for programs that are looked up by vendor and product: alternatives that name something else
 * are found by that, and would make the match a candidate for every program.
 */
export function identityPart(match: Match): Match {
  if (isOfIdentity(match)) return match;
  const { any, all } = match;
  const first = all?.findIndex((one) => anchorsOf(one) !== undefined) ?? -1;
  if (all && first >= 0)
    return { ...match, all: all.map((one, at) => (at === first ? identityPart(one) : one)) };
  if (!any) return match;
  const kept = any.filter((one) => anchorsOf(one)?.some(({ by }) => by === 'identity') === true);
  return { ...match, any: kept.map(identityPart) };
}

function isOfIdentity({ vendor, product, category, embeds }: Match): boolean {
  return vendor !== undefined || product !== undefined || category !== undefined || embeds !== undefined;
}

function ofId(pattern: string): Anchor {
  const { kind, value } = idPattern(pattern);
  return { by: 'pattern', kind, pattern: value };
}

function ofName(
  kind: 'name' | 'publisher' | 'signer' | 'company',
  pattern: Parameters<typeof textOf>[0],
): Anchor {
  const text = textOf(pattern);
  if (text === undefined || regexOf(pattern) !== undefined) return { by: 'expression' };
  return { by: 'pattern', kind, pattern: text };
}

/** Of several that must all hold, one with anchors is enough. */
function ofOne(matches: readonly Match[] | undefined): readonly Anchor[] | undefined {
  for (const match of matches ?? []) {
    const anchors = anchorsOf(match);
    if (anchors) return anchors;
  }
  return undefined;
}

/** Of several of which one must hold, each needs anchors. */
function ofEvery(matches: readonly Match[] | undefined): readonly Anchor[] | undefined {
  const all = matches?.map(anchorsOf);
  return all?.every((anchors) => anchors !== undefined) ? all.flat() : undefined;
}
