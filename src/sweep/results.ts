import type { SourceResult } from '../types.ts';
import type { Hosts } from './host-list.ts';
import type { Journal } from './journal.ts';
import { type Kept, unknownHost } from './record.ts';

/** What a sweep has gathered, read from disk as it is walked. */
export interface SweepResults {
  /** Hosts, those that were not read among them. */
  readonly length: number;
  /** The outcomes of all hosts by name, each time that they are asked for. */
  readonly outcomes: Iterable<SourceResult>;
  /** The results of the host at this place in the list: several where its documents list several computers. */
  at(index: number): readonly SourceResult[];
  /** Reads the next outcomes, so that so many are read: the last of them at least stay in memory. */
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
 * there is time to read them. Of more hosts only those stay that were read together, until the next are.
 */
const REMEMBERED = 20_000;

/**
 * The outcomes of a sweep. A host that is not in the journal is there as one that could not be read, with the
 * reason: no report may leave out a host in silence.
 */
export function sweepResults({ names }: Hosts, journal: Journal, reason: string): SweepResults {
  const waiversUsed = new Set<number>();
  const isSmall = names.length <= REMEMBERED;
  let remembered: (readonly SourceResult[])[] = [];
  /** The place of the first that is remembered. */
  let first = 0;
  const read = (index: number): readonly SourceResult[] => {
    const name = names.at(index);
    const json = journal.read(name);
    const { value, waivers = [] } = json === undefined ? asMissing(name, reason) : (JSON.parse(json) as Kept);
    for (const waiver of waivers) waiversUsed.add(waiver);
    return 'name' in value ? [value] : value;
  };
  const at = (index: number): readonly SourceResult[] => {
    const known = remembered[index - first];
    if (known) return known;
    const results = read(index);
    if (isSmall && index === remembered.length) remembered.push(results);
    return results;
  };
  return {
    length: names.length,
    at,
    prefetch(count) {
      const next = first + remembered.length;
      if (!isSmall) {
        first = next;
        remembered = [];
      }
      for (let index = next; index < count; index++) remembered.push(read(index));
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
