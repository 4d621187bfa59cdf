import { attendance, type Expectations, withAge } from '../host-lists/expectations.ts';
import { withFacts } from '../host-lists/facts.ts';
import type { HostEntry, KnownHosts } from '../host-lists/index.ts';
import type { SourceResult } from '../types.ts';
import type { SweepResults } from './results.ts';

/** What the hosts of a sweep are held to when its reports are made; no journal and no cache keeps it. */
export interface HostChecks {
  /** Hosts that have to be there. */
  readonly expected?: readonly HostEntry[] | undefined;
  /** Adds to a result what is known of its host, and that its data is too old. */
  readonly finish?: ((result: SourceResult) => SourceResult) | undefined;
}

/** The checks that expectations come to, for a report that is made now. */
export function hostChecks(
  expectations: Expectations,
  hosts: KnownHosts | undefined,
  now = Date.now(),
): HostChecks {
  return {
    expected: expectations.expected,
    finish: (result) => withFacts(withAge(result, expectations, now), hosts),
  };
}

/** What a sweep gathered, each result as it is reported; behind them each host that is expected and was not there. */
export function heldTo(gathered: SweepResults, { expected = [], finish = same }: HostChecks): SweepResults {
  const seen = attendance(expected);
  /** Hosts whose results were seen, from the first on. */
  let met = 0;
  const at = (index: number): readonly SourceResult[] => {
    const results = gathered.at(index);
    if (index === met) {
      met++;
      for (const { name } of results) seen.see(name);
    }
    return results.map(finish);
  };
  const unseen = (): readonly SourceResult[] => {
    while (expected.length > 0 && met < gathered.length) at(met);
    return seen.unseen('no data of this host: it is expected').map(finish);
  };
  return {
    length: gathered.length,
    at,
    prefetch: (count) => gathered.prefetch(count),
    outcomes: {
      *[Symbol.iterator]() {
        for (let index = 0; index < gathered.length; index++) yield* at(index);
        yield* unseen();
      },
    },
    unseen,
    get waiversUsed() {
      return gathered.waiversUsed;
    },
    get missing() {
      return gathered.missing;
    },
  };
}

function same(result: SourceResult): SourceResult {
  return result;
}
