import type { Identity } from '../catalogue/index.ts';
import type { Ban, Product, Severity } from '../schema/index.ts';
import type { Sighting } from '../types.ts';
import { plainName, programs } from './same-program.ts';

/** A ban broken by one sighting. */
export interface BanMatch {
  readonly ban: Ban;
  readonly severity: Severity;
  /** With its state decided. */
  readonly sighting: Sighting;
  readonly identity?: Identity | undefined;
  readonly reasons: readonly string[];
  /** A trace of a program that has an entry of its own: it only supports. */
  readonly explained?: boolean;
}

/** A hit and what else in the same source is the same program or its trace. */
export interface MatchGroup {
  readonly hit: BanMatch;
  readonly evidence: readonly Sighting[];
}

interface Growing extends MatchGroup {
  readonly evidence: Sighting[];
}

/**
 * Joins the hits of one ban in one source: a program that several manifests or keys tell is one program, and the
 * traces of a program support it. A trace that belongs to no program here is a group of its own.
 */
export function groupMatches(matches: readonly BanMatch[]): MatchGroup[] {
  const groups: Growing[] = [];
  const known = programs<Growing>();
  const byVendor = new Map<string, Related>();
  const add = (match: BanMatch) => {
    const group: Growing = { hit: match, evidence: [] };
    groups.push(group);
    relate(byVendor, group);
    return group;
  };
  for (const hit of matches.filter(isProgram)) {
    const who = `${hit.identity?.vendor.id}/${hit.identity?.product?.id}/${plainName(hit.sighting)}`;
    const same = known.find(who, hit.sighting);
    if (same) same.evidence.push(hit.sighting);
    else known.add(who, hit.sighting, add(hit));
  }
  for (const hit of productsFirst(matches.filter((it) => !isProgram(it)))) {
    const owner = hit.identity && ownerOf(hit.identity, byVendor.get(hit.identity.vendor.id));
    if (owner) owner.evidence.push(hit.sighting);
    else if (!hit.explained) add(hit);
  }
  return groups;
}

/** The groups of one vendor that a trace may support: always the first of its kind. */
interface Related {
  readonly first: Growing;
  readonly byProduct: Map<Product | undefined, Growing>;
  /** A program that is no known product. */
  unknown?: Growing;
}

function relate(byVendor: Map<string, Related>, group: Growing): void {
  const { identity } = group.hit;
  if (!identity) return;
  const { vendor, product } = identity;
  const related: Related = byVendor.get(vendor.id) ?? { first: group, byProduct: new Map() };
  byVendor.set(vendor.id, related);
  if (!related.byProduct.has(product)) related.byProduct.set(product, group);
  if (!product && isProgram(group.hit)) related.unknown ??= group;
}

function isProgram({ sighting }: BanMatch): boolean {
  return sighting.kind !== 'trace';
}

/** A trace of the vendor alone may support one of a product. */
function productsFirst(traces: readonly BanMatch[]): BanMatch[] {
  return [...traces.filter((it) => it.identity?.product), ...traces.filter((it) => !it.identity?.product)];
}

/** A trace supports its product, else a program of its vendor that is no known product; one of the vendor, anything. */
function ownerOf({ product }: Identity, related: Related | undefined): Growing | undefined {
  return related?.byProduct.get(product) ?? related?.unknown ?? (product ? undefined : related?.first);
}
