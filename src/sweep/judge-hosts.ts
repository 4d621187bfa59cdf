import { type Court, type CourtOptions, convene, judged } from '../court.ts';
import type { Outcome, Unread } from '../model.ts';
import { type ScanOptions, scan } from '../scan.ts';
import { openSource } from '../sources/index.ts';
import type { Host } from './hosts.ts';
import type { HostRecord } from './journal.ts';
import { recordOf, unknownHost } from './record.ts';

/** What a worker needs to know: it makes its own court, since a judge cannot be sent between threads. */
export interface Assignment extends CourtOptions {
  readonly digests?: boolean;
  readonly allowEmpty?: boolean;
}

/** Judges hosts, one after the other; one host's damage never stops the next. */
export type JudgeHosts = (hosts: readonly Host[]) => Promise<HostRecord[]>;

/** Convenes the court once and gives the function that judges by it. */
export async function prepare(assignment: Assignment): Promise<JudgeHosts> {
  const court = await convene(assignment);
  const { digests = false, allowEmpty = court.config['allow-empty'] ?? false } = assignment;
  // Of a thousand programs of a host a report of ten thousand hosts needs their number, and the few that count.
  const scanning = { digests, allowEmpty, fingerprints: court.fingerprints, keep: court.judge.concerns };
  return async (hosts) => {
    const records: HostRecord[] = [];
    for (const host of hosts) records.push(await judgeHost(host, court, scanning));
    return records;
  };
}

async function judgeHost(host: Host, court: Court, scanning: ScanOptions): Promise<HostRecord> {
  const parts: Outcome[] = [];
  const unread: Unread[] = [];
  if (host.paths.length === 0) return recordOf(unknownHost(host.name, 'it vanished before it was read'));
  for (const path of host.paths) {
    try {
      parts.push(await scan(await openSource(path), scanning));
    } catch (error) {
      unread.push({ path: '.', reason: error instanceof Error ? error.message : String(error) });
    }
  }
  const outcome = judged(together(host, parts, unread), court);
  return recordOf({ ...outcome, sightings: [] }, court.judge.waiversIn(outcome.findings));
}

/** Several files of one host are one source. */
function together(host: Host, parts: readonly Outcome[], unread: readonly Unread[]): Outcome {
  const os = parts.find((part) => part.os)?.os;
  const manifests = parts.flatMap((part) => part.manifests);
  return {
    name: host.name,
    kind: parts[0]?.kind ?? 'folder',
    ...(os ? { os } : {}),
    sightings: parts.flatMap((part) => part.sightings),
    manifests,
    findings: [],
    unread: [...unread, ...parts.flatMap((part) => part.unread)],
    programs: manifests.reduce((sum, { programs }) => sum + programs, 0),
  };
}
