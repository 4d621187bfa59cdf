import type { Finding, Outcome, Sighting } from '../types.ts';
import { findings, manifests, programs, unread } from './order.ts';
import type { Run } from './run.ts';
import { isProgram, verdictOf } from './status.ts';

/** What of a run decides how one source of it is written. */
export type Frame = Pick<Run, 'command' | 'traces' | 'failOn' | 'allowUnread'>;

/** The head of every JSON report: who says it, for which day, by which bans, and what came out. */
export function head(run: Omit<Run, 'outcomes'>): Record<string, unknown> {
  const scan = run.command === 'scan';
  return {
    schemaVersion: 1,
    tool: run.tool,
    asOf: run.asOf,
    ...(run.shard !== undefined && { shard: run.shard }),
    ...(scan && { bans: run.bans, verdict: run.verdict }),
    ...(scan && run.failOn !== undefined && { failOn: run.failOn }),
    ...(run.allowUnread && { allowUnread: true }),
    exitCode: run.exitCode,
    summary: run.summary,
    ...(run.notices.length > 0 && { notices: run.notices }),
  };
}

/** What is known of one source beside its lists. */
export function sourceHead(outcome: Outcome, run: Frame): Record<string, unknown> {
  return {
    name: outcome.name,
    kind: outcome.kind,
    ...(outcome.os && { os: outcome.os }),
    ...(outcome.deep && { deep: outcome.deep }),
    ...(run.command === 'scan' && { verdict: verdictOf(outcome, run), programs: programCount(outcome) }),
  };
}

/** The lists of one source, each in order. */
export function sourceLists(
  outcome: Outcome,
  run: Pick<Run, 'command' | 'traces'>,
): Record<string, readonly unknown[]> {
  const shown = outcome.sightings.filter((sighting) => run.traces === true || isProgram(sighting));
  return {
    manifests: manifests(outcome),
    ...(run.command === 'scan'
      ? { findings: findings(outcome).map(findingRecord) }
      : { programs: programs(shown).map(programRecord) }),
    unread: unread(outcome),
  };
}

/** Program entries of a source. */
export function programCount(outcome: Outcome): number {
  return outcome.programs ?? outcome.sightings.filter(isProgram).length;
}

/** A finding with its keys in the order of the contract. */
export function findingRecord(finding: Finding): Record<string, unknown> {
  const { ban, severity, program, vendor, product, reasons, authorities, remedy, evidence, waiver } = finding;
  return {
    ban,
    severity,
    program: programRecord(program),
    vendor: vendor ?? null,
    product: product ?? null,
    reasons,
    authorities,
    ...(remedy !== undefined && { remedy }),
    ...(evidence && { evidence: evidence.map(programRecord) }),
    waiver: waiver ?? null,
  };
}

/** A program as it was seen: what the contract names is always there, the rest where it is known. */
function programRecord(sighting: Sighting): Record<string, unknown> {
  const { name, version, publisher, ids, state, kind, reader, path, user, ...rest } = sighting;
  return {
    name,
    version: version ?? null,
    publisher: publisher ?? null,
    ids: ids ?? [],
    state: state ?? 'installed',
    kind: kind ?? 'program',
    reader,
    path,
    user: user ?? null,
    ...known(rest),
  };
}

function known(rest: Omit<Sighting, 'name' | 'reader' | 'path'>): Record<string, unknown> {
  const { maintainer, arch, installedOn, lastSeen, folder, executable, executableFound, line, entry } = rest;
  const marks = rest.marks?.length ? rest.marks : undefined;
  const file = { executable, executableFound };
  return { maintainer, arch, installedOn, lastSeen, marks, folder, ...file, line, entry };
}
