import type { Identification, Identity } from '../catalogue/index.ts';
import type { Sighting, State } from '../types.ts';

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
export interface FolderEntries {
  readonly sighting: Sighting;
  /** The same for a ban that names the thing itself and not its maker: such a trace is what must not be there. */
  readonly itself: Sighting;
  /** A trace of a program that has an entry here and is judged by that. */
  readonly explained: boolean;
}

/**
 * A trace is in the state of the program that it belongs to; one without a program is installed where the product can
 * come without an entry, or where a ban names the trace itself, else left behind.
 */
export function seenAmong(
  sighting: Sighting,
  identities: readonly Identity[],
  entries: Entries,
): FolderEntries {
  if (sighting.kind !== 'trace') return { sighting, itself: sighting, explained: false };
  const explained =
    identities.length > 0 && identities.every(({ vendor, product }) => entries.has(product ?? vendor));
  if (sighting.state !== undefined) return { sighting, itself: sighting, explained };
  return {
    sighting: { ...sighting, state: stateOfTrace(identities, entries) },
    itself: { ...sighting, state: 'installed' },
    explained,
  };
}

function stateOfTrace(identities: readonly Identity[], entries: Entries): State {
  const states = identities.map(({ vendor, product }) => {
    const entry = entries.get(product ?? vendor);
    return entry ?? (product?.['without-entry'] ? 'installed' : 'residue');
  });
  return states.includes('installed') ? 'installed' : 'residue';
}
