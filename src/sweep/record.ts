import type { SourceResult } from '../types.ts';
import type { CacheValidator } from './cache-validator.ts';
import type { HostRecord } from './journal.ts';
import { encodeRecord } from './record-log.ts';

/**
 * What is kept of a host: its result, or those of the computers that its documents list, and the places of the waivers
 * that were of use for it.
 */
export interface Kept {
  readonly host: string;
  readonly mark?: CacheValidator;
  readonly value: SourceResult | readonly SourceResult[];
  readonly waivers?: readonly number[];
}

/** The result of a host as a journal, a worker and a cache hand it on. */
export function recordOf(result: SourceResult): HostRecord {
  return recordOfAll(result.name, [result]);
}

/** The results of the computers that the documents of a host list, as {@link recordOf}. */
export function recordOfAll(
  host: string,
  results: readonly SourceResult[],
  waivers: readonly number[] = [],
  mark?: CacheValidator,
): HostRecord {
  const [first] = results;
  const kept: Kept = {
    host,
    ...(mark && { mark }),
    value: results.length === 1 && first ? first : results,
    ...(waivers.length > 0 && { waivers }),
  };
  return { host, line: encodeRecord(JSON.stringify(kept)), ...(mark && { mark }) };
}

/** A host of which nothing is known but why. */
export function unknownHost(name: string, reason: string): SourceResult {
  return {
    name,
    kind: 'folder',
    sightings: [],
    manifests: [],
    findings: [],
    gaps: [{ path: '.', reason, kind: 'unreadable' }],
    programs: 0,
  };
}
