import type { Outcome } from '../types.ts';
import type { Mark } from './cache-validator.ts';
import type { HostRecord } from './journal.ts';
import { ledgerLine } from './record-log.ts';

/** What is kept of a host: its outcome, and the places of the waivers that were of use for it. */
export interface Kept {
  readonly host: string;
  readonly mark?: Mark;
  readonly value: Outcome;
  readonly waivers?: readonly number[];
}

/** An outcome as a journal, a worker and a cache hand it on. */
export function recordOf(outcome: Outcome, waivers: readonly number[] = [], mark?: Mark): HostRecord {
  const kept: Kept = {
    host: outcome.name,
    ...(mark && { mark }),
    value: outcome,
    ...(waivers.length > 0 && { waivers }),
  };
  return { host: outcome.name, line: ledgerLine(JSON.stringify(kept)), ...(mark && { mark }) };
}

/** A host of which nothing is known but why. */
export function unknownHost(name: string, reason: string): Outcome {
  return {
    name,
    kind: 'folder',
    sightings: [],
    manifests: [],
    findings: [],
    unread: [{ path: '.', reason }],
    programs: 0,
  };
}
