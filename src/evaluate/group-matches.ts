import type { Identity } from '../catalogue/index.ts';
import type { Ban, Product, Severity } from '../schema/index.ts';
import type { Sighting } from '../types.ts';
import { plainName, programs } from './same-program.ts';
import { WEIGHTS } from './severity.ts';

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
  /** It was left behind, and counts: the ban asks for the day on which a record shows it. */
  readonly recorded?: true;
  /** Why it is not known whether it is installed or was left behind. */
  readonly doubt?: string;
}

/** A hit and what else in the same source is the same program or its trace. */
export interface MatchGroup {
  readonly hit: BanMatch;
  readonly evidence: readonly BanMatch[];
}

interface Growing extends MatchGroup {
  readonly evidence: BanMatch[];
}

/**
 * Joins the hits of one ban in one source: a program that several manifests or keys show is one program, and the
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
    const { vendor, product } = hit.identity ?? {};
    // What weighs more is no evidence of what weighs less.
    const who = `${hit.severity}/${vendor?.id}/${product?.id}/${plainName(hit.sighting)}`;
    const same = known.find(who, hit.sighting);
    if (same) same.evidence.push(hit);
    else known.add(who, hit.sighting, add(hit));
  }
  for (const hit of liveliestFirst(matches.filter((it) => !isProgram(it)))) {
    const owner = hit.identity && ownerOf(hit, hit.identity, byVendor.get(hit.identity.vendor.id));
    if (owner && weight(hit) <= weight(owner.hit)) owner.evidence.push(hit);
    else if (owner || !hit.explained) add(hit);
  }
  return groups;
}

function isResidue({ sighting, recorded }: BanMatch): boolean {
  return sighting.state === 'residue' && !recorded;
}

/** The groups of one vendor that a trace may support: always the first of its kind. */
interface Related {
  first: Growing;
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
  // What is there stands before what was left behind.
  if (isResidue(related.first.hit) && !isResidue(group.hit)) related.first = group;
  const known = related.byProduct.get(product);
  if (!known || (isResidue(known.hit) && !isResidue(group.hit))) related.byProduct.set(product, group);
  if (product || !isProgram(group.hit)) return;
  if (!related.unknown || (isResidue(related.unknown.hit) && !isResidue(group.hit))) related.unknown = group;
}

/** What is installed must not hide behind what a removal left, nor a ban behind a warning. */
function weight({ severity, sighting, recorded }: BanMatch): number {
  return sighting.state === 'residue' && !recorded ? -1 : WEIGHTS[severity];
}

function isProgram({ sighting }: BanMatch): boolean {
  return sighting.kind !== 'trace';
}

/** What is there stands before what is in doubt and what was left behind; a trace of the vendor alone may support a product. */
function liveliestFirst(traces: readonly BanMatch[]): BanMatch[] {
  const rank = (it: BanMatch) =>
    (it.doubt === undefined ? (isResidue(it) ? 4 : 0) : 2) + (it.identity?.product ? 0 : 1);
  return [...traces].sort((a, b) => rank(a) - rank(b));
}

/**
 * A trace supports its product, else a program of its vendor that is no known product; one of the vendor, anything.
 * What is there or may be does not hide behind what was left behind.
 */
function ownerOf(hit: BanMatch, { product }: Identity, related: Related | undefined): Growing | undefined {
  const candidates = [
    related?.byProduct.get(product),
    related?.unknown,
    product ? undefined : related?.first,
  ];
  return candidates.find((it) => it !== undefined && (isResidue(hit) || !isResidue(it.hit)));
}
