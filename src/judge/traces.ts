import type { Identification, Identity } from '../catalogue.ts';
import type { Sighting, State } from '../model.ts';

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

/**
 * A sighting with its state decided. A trace is in the state of the program that it belongs to; one without a program
 * is installed where the product can come without an entry, or where a ban names the trace itself, else left behind.
 */
export function withState(
  sighting: Sighting,
  identities: readonly Identity[],
  entries: Entries,
  named: boolean,
): Sighting {
  if (sighting.state !== undefined || sighting.kind !== 'trace') return sighting;
  return { ...sighting, state: named ? 'installed' : stateOfTrace(identities, entries) };
}

/** Whether a trace belongs to a program that has an entry here and is judged by that. */
export function isExplained(sighting: Sighting, identities: readonly Identity[], entries: Entries): boolean {
  return (
    sighting.kind === 'trace' &&
    identities.length > 0 &&
    identities.every(({ vendor, product }) => entries.has(product ?? vendor))
  );
}

function stateOfTrace(identities: readonly Identity[], entries: Entries): State {
  const states = identities.map(({ vendor, product }) => {
    const entry = entries.get(product ?? vendor);
    return entry ?? (product?.['without-entry'] ? 'installed' : 'residue');
  });
  return states.includes('installed') ? 'installed' : 'residue';
}
