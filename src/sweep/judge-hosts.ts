import { convene, type Court, type CourtOptions, judged } from '../court.ts';
import type { Outcome, Sighting, SourceKind, Unread } from '../model.ts';
import { scan } from '../scan.ts';
import { openSource } from '../sources/index.ts';
import type { Host } from './hosts.ts';

/** What a worker needs to know: it makes its own court, since a judge cannot be sent between threads. */
export interface Assignment extends CourtOptions {
  readonly digests?: boolean;
  readonly allowEmpty?: boolean;
}

/** Judges hosts, one after the other; one host's damage never stops the next. */
export type JudgeHosts = (hosts: readonly Host[]) => Promise<Outcome[]>;

/** Convenes the court once and gives the function that judges by it. */
export async function prepare(assignment: Assignment): Promise<JudgeHosts> {
  const court = await convene(assignment);
  return async (hosts) => {
    const outcomes: Outcome[] = [];
    for (const host of hosts) outcomes.push(await judgeHost(host, court, assignment));
    return outcomes;
  };
}

/** Sightings stay behind: a report of ten thousand hosts needs their number, and the findings. */
async function judgeHost(host: Host, court: Court, assignment: Assignment): Promise<Outcome> {
  const parts: Outcome[] = [];
  const unread: Unread[] = [];
  for (const path of host.paths) {
    try {
      const source = await openSource(path);
      parts.push(await scan(source, { ...assignment, fingerprints: court.fingerprints }));
    } catch (error) {
      unread.push({ path, reason: error instanceof Error ? error.message : String(error) });
    }
  }
  const whole = judged(together(host, parts, unread), court);
  return { ...whole, sightings: [] };
}

/** Several files of one host are one source. */
function together(host: Host, parts: readonly Outcome[], unread: readonly Unread[]): Outcome {
  const os = parts.find((part) => part.os)?.os;
  return {
    name: host.name,
    kind: parts[0]?.kind ?? ('folder' satisfies SourceKind),
    ...(os ? { os } : {}),
    sightings: parts.flatMap((part): readonly Sighting[] => part.sightings),
    manifests: parts.flatMap((part) => part.manifests),
    findings: [],
    unread: [...unread, ...parts.flatMap((part) => part.unread)],
  };
}
