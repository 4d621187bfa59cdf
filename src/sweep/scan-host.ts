import { dirname } from 'node:path';
import { type Court, type CourtOptions, convene, judged } from '../policy/index.ts';
import { LISTS_NOTHING } from '../scan/empty-scan.ts';
import { type ScanOptions, scan } from '../scan/index.ts';
import { openSource } from '../sources/index.ts';
import type { Outcome, Unread } from '../types.ts';
import { markOf, statOf, watched } from './cache-validator.ts';
import type { Host } from './hosts.ts';
import type { HostRecord } from './journal.ts';
import { recordOf, unknownHost } from './record.ts';

/** What a worker needs to know: it makes its own court, since a judge cannot be sent between threads. */
export interface Assignment extends CourtOptions {
  readonly digests?: boolean;
  readonly allowEmpty?: boolean;
  /** Whether records say what they were made from. */
  readonly marks?: boolean;
}

/** Judges hosts, one after the other; one host's damage never stops the next. */
export type JudgeHosts = (hosts: readonly Host[]) => Promise<HostRecord[]>;

/** Convenes the court once and gives the function that judges by it. */
export async function prepare(assignment: Assignment): Promise<JudgeHosts> {
  const court = await convene(assignment);
  const { marks = false, digests = false, allowEmpty = court.config['allow-empty'] ?? false } = assignment;
  // Of a thousand programs of a host a report of ten thousand hosts needs their number, and the few that count.
  const { concerns: keep, beginnings } = court.judge;
  const scanning = { digests, allowEmpty, fingerprints: court.fingerprints, keep, beginnings };
  return async (hosts) => {
    const records: HostRecord[] = [];
    for (const host of hosts) records.push(await judgeHost(host, court, scanning, marks));
    return records;
  };
}

async function judgeHost(
  host: Host,
  court: Court,
  scanning: ScanOptions,
  marks: boolean,
): Promise<HostRecord> {
  if (host.paths.length === 0) return recordOf(unknownHost(host.name, 'it vanished before it was read'));
  const before = marks ? statOf(host) : undefined;
  const met = host.known === undefined ? undefined : markOf(host, before, []);
  if (met && met.content === host.known) return { host: host.name, line: '', mark: met, same: true };
  const { parts, unread, absent } = await read(host, scanning, marks);
  const outcome = { ...judged(together(host, parts, unread), court), sightings: [] };
  const mark = absent && markOf(host, before, absent);
  return recordOf(outcome, court.judge.waiversIn(outcome.findings), mark);
}

interface Read {
  readonly parts: readonly Outcome[];
  readonly unread: readonly Unread[];
  /** What was looked for around handed files in vain; undefined when something was there, or failed. */
  readonly absent: readonly string[] | undefined;
}

async function read(host: Host, scanning: ScanOptions, marks: boolean): Promise<Read> {
  const parts: Outcome[] = [];
  const unread: Unread[] = [];
  const absent = new Set<string>();
  let isWhole = marks;
  for (const path of host.paths) {
    try {
      const source = await openSource(path, { atRest: true });
      const seen = marks && source.kind === 'file' ? watched(source, dirname(path)) : undefined;
      parts.push(await scan(seen?.source ?? source, scanning));
      for (const asked of seen?.absent ?? []) absent.add(asked);
      if (seen?.found) isWhole = false;
    } catch (error) {
      unread.push({ path: '.', reason: reasonOf(error) });
      isWhole = false;
    }
  }
  return { parts, unread, absent: isWhole ? [...absent] : undefined };
}

function reasonOf(error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') return 'it vanished before it was read';
  if (code === 'EACCES' || code === 'EPERM') return 'permission denied';
  return error instanceof Error ? error.message : String(error);
}

/** Several files of one host are one source. */
function together(host: Host, parts: readonly Outcome[], unread: readonly Unread[]): Outcome {
  const os = parts.find((part) => part.os)?.os;
  const manifests = parts.flatMap((part) => part.manifests);
  // A host without snaps may well have a list of none beside that of its packages.
  const isListed = parts.some((part) => part.unread.every(({ reason }) => reason !== LISTS_NOTHING));
  const told = [...unread, ...parts.flatMap((part) => part.unread)];
  return {
    name: host.name,
    kind: parts[0]?.kind ?? 'folder',
    ...(os ? { os } : {}),
    sightings: parts.flatMap((part) => part.sightings),
    manifests,
    findings: [],
    unread: isListed ? told.filter(({ reason }) => reason !== LISTS_NOTHING) : told,
    programs: manifests.reduce((sum, { programs }) => sum + programs, 0),
  };
}
