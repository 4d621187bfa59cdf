import type { SourceResult } from '../types.ts';
import type { CacheValidator } from './cache-validator.ts';
import type { HostRecord } from './journal.ts';
import { encodeRecord } from './record-log.ts';

/** What is kept of a host: its outcome, and the places of the waivers that were of use for it. */
export interface Kept {
  readonly host: string;
  readonly mark?: CacheValidator;
  readonly value: SourceResult;
  readonly waivers?: readonly number[];
}

/** An outcome as a journal, a worker and a cache hand it on. */
export function recordOf(
  result: SourceResult,
  waivers: readonly number[] = [],
  mark?: CacheValidator,
): HostRecord {
  const kept: Kept = {
    host: result.name,
    ...(mark && { mark }),
    value: result,
    ...(waivers.length > 0 && { waivers }),
  };
  return { host: result.name, line: encodeRecord(JSON.stringify(kept)), ...(mark && { mark }) };
}

/** A host of which nothing is known but why. */
export function unknownHost(name: string, reason: string): SourceResult {
  return {
    name,
    kind: 'folder',
    sightings: [],
    manifests: [],
    findings: [],
    gaps: [{ path: '.', reason }],
    programs: 0,
  };
}
