import type { SourceResult } from '../types.ts';
import type { Hosts } from './host-list.ts';
import type { Journal } from './journal.ts';
import { type Kept, unknownHost } from './record.ts';

/** What a sweep has gathered, read from disk as it is walked. */
export interface SweepResults {
  /** The outcomes of all hosts by name, each time that they are asked for. */
  readonly outcomes: Iterable<SourceResult>;
  /** The results of the host at this place in the list: several where its documents list several computers. */
  at(index: number): readonly SourceResult[];
  /** Reads the first outcomes, so many, as far as they stay in memory. */
  prefetch(count: number): void;
  /** The places of waivers that were of use; whole when the outcomes were walked once. */
  readonly waiversUsed: ReadonlySet<number>;
  /** Hosts that were not done. */
  readonly missing: number;
  /** Hosts that are expected and not there, which stand behind all others; none where nobody is expected. */
  unseen(): readonly SourceResult[];
}

/**
 * Hosts whose outcomes stay in memory once they were read: reports walk them several times, and while others judge
 * there is time to read them. Of more hosts none stay, since the first of a million would spare little.
 */
const REMEMBERED = 20_000;

/**
 * The outcomes of a sweep. A host that is not in the journal is there as one that could not be read, with the
 * reason: no report may leave out a host in silence.
 */
export function sweepResults({ names }: Hosts, journal: Journal, reason: string): SweepResults {
  const waiversUsed = new Set<number>();
  const remembered: (readonly SourceResult[])[] = [];
  const at = (index: number): readonly SourceResult[] => {
    const known = remembered[index];
    if (known) return known;
    const name = names.at(index);
    const json = journal.read(name);
    const { value, waivers = [] } = json === undefined ? asMissing(name, reason) : (JSON.parse(json) as Kept);
    for (const waiver of waivers) waiversUsed.add(waiver);
    const results = 'name' in value ? [value] : value;
    if (index === remembered.length && names.length <= REMEMBERED) remembered.push(results);
    return results;
  };
  return {
    at,
    prefetch(count) {
      if (names.length > REMEMBERED) return;
      while (remembered.length < count) at(remembered.length);
    },
    waiversUsed,
    unseen: () => [],
    outcomes: {
      *[Symbol.iterator]() {
        for (let index = 0; index < names.length; index++) yield* at(index);
      },
    },
    get missing() {
      let count = 0;
      for (const name of names) if (!journal.has(name)) count++;
      return count;
    },
  };
}

function asMissing(name: string, reason: string): Pick<Kept, 'value' | 'waivers'> {
  return { value: unknownHost(name, reason) };
}
