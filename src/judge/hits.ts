import type { Identity } from '../catalogue.ts';
import type { Sighting } from '../model.ts';
import type { Ban, Severity } from '../schema.ts';
import { isSameProgram, plainName } from './same-program.ts';

/** A ban broken by one sighting. */
export interface Hit {
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
export interface HitGroup {
  readonly hit: Hit;
  readonly evidence: readonly Sighting[];
}

interface Growing extends HitGroup {
  readonly evidence: Sighting[];
}

/**
 * Joins the hits of one ban in one source: a program that several manifests or keys tell is one program, and the
 * traces of a program support it. A trace that belongs to no program here is a group of its own.
 */
export function grouped(hits: readonly Hit[]): HitGroup[] {
  const groups: Growing[] = [];
  const byName = new Map<string, Growing[]>();
  const byVendor = new Map<string, Growing[]>();
  const add = (hit: Hit) => {
    const group: Growing = { hit, evidence: [] };
    groups.push(group);
    push(byVendor, hit.identity?.vendor.id ?? '', group);
    return group;
  };
  for (const hit of hits.filter(isProgram)) {
    const key = `${hit.identity?.vendor.id}/${hit.identity?.product?.id}/${plainName(hit.sighting)}`;
    const known = byName.get(key)?.find((group) => isSameProgram(group.hit.sighting, hit.sighting));
    if (known) known.evidence.push(hit.sighting);
    else push(byName, key, add(hit));
  }
  for (const hit of productsFirst(hits.filter((it) => !isProgram(it)))) {
    const owner = hit.identity && ownerOf(hit.identity, byVendor.get(hit.identity.vendor.id) ?? []);
    if (owner) owner.evidence.push(hit.sighting);
    else if (!hit.explained) add(hit);
  }
  return groups;
}

function push(map: Map<string, Growing[]>, key: string, group: Growing): void {
  const list = map.get(key);
  if (list) list.push(group);
  else map.set(key, [group]);
}

function isProgram({ sighting }: Hit): boolean {
  return sighting.kind !== 'trace';
}

/** A trace of the vendor alone may support one of a product. */
function productsFirst(traces: readonly Hit[]): Hit[] {
  return [...traces.filter((it) => it.identity?.product), ...traces.filter((it) => !it.identity?.product)];
}

/** A trace supports its product, else a program of its vendor that is no known product; one of the vendor, anything. */
function ownerOf({ product }: Identity, related: readonly Growing[]): Growing | undefined {
  return (
    related.find(({ hit }) => hit.identity?.product === product) ??
    related.find(({ hit }) => isProgram(hit) && !hit.identity?.product) ??
    (product ? undefined : related[0])
  );
}
