/**
 * Whether what a trace belongs to is installed or was left behind: by the program entries of its source, and else by
 * what the trace itself shows.
 */

import type { Identification, Identity } from '../../catalogue/index.ts';
import type { Sighting, State } from '../../types.ts';
import { weigh } from './weigh.ts';

/** The program entries of one source: product, or vendor where only that is known, → the liveliest state. */
export type Entries = ReadonlyMap<object, State>;

/** Which products have program entries. */
export function entriesOf(known: readonly { sighting: Sighting; identification: Identification }[]): Entries {
  const entries = new Map<object, State>();
  for (const { sighting, identification } of known) {
    if (sighting.kind === 'trace') continue;
    for (const { vendor, product } of identification.identities) {
      const state = sighting.state === 'residue' ? 'residue' : 'installed';
      for (const thing of [vendor, product ?? vendor]) {
        if (entries.get(thing) !== 'installed') entries.set(thing, state);
      }
    }
  }
  return entries;
}

/** A sighting with its state decided by what else its source holds. */
export interface WeighedSighting {
  readonly sighting: Sighting;
  /** The same for a ban that names the thing itself and not its vendor: such a trace is what must not be there. */
  readonly itself: Sighting;
  /** A trace of a program that has an entry here and is checked by that. */
  readonly explained: boolean;
  /** Why it is in this state, for the finding. */
  readonly reason?: string;
  /** Why its state is not known. */
  readonly doubt?: string;
}

/**
 * A trace is in the state of the program that it belongs to. One whose program has no entry, or only one that was
 * removed, is weighed by itself; where that shows nothing, it is installed if the product can come without an entry.
 */
export function weighAmong(
  sighting: Sighting,
  identities: readonly Identity[],
  entries: Entries,
): WeighedSighting {
  if (sighting.kind !== 'trace') return { sighting, itself: sighting, explained: false };
  const listed = identities.map(({ vendor, product }) => entries.get(product ?? vendor));
  const hasEntries = listed.length > 0 && listed.every((state) => state !== undefined);
  const hasPrograms = listed.length > 0 && listed.every((state) => state === 'installed');
  const { presence, reason } = weigh(sighting);
  if (sighting.state !== undefined && presence !== 'open') {
    const explained = hasPrograms || (hasEntries && sighting.state === 'residue');
    return { sighting, itself: sighting, explained, ...(reason && { reason }) };
  }
  const itself: Sighting = { ...sighting, state: 'installed' };
  if (listed.includes('installed')) return { sighting: itself, itself, explained: hasPrograms };
  const canLack = identities.some(({ product }) => product?.['without-entry'] === true);
  const isAlone = canLack && !hasEntries;
  // What is open is not in the state that a record begins with.
  if (presence === 'open' && !isAlone) return { sighting: itself, itself, explained: false, doubt: reason };
  const alone: State = isAlone ? 'installed' : 'residue';
  const state = presence === 'open' ? 'installed' : presence === 'nothing' ? alone : presence;
  const explained = hasEntries && state === 'residue';
  const why = presence === 'nothing' && state === 'installed' ? 'it comes without a program entry' : reason;
  return { sighting: { ...sighting, state }, itself, explained, reason: why };
}
