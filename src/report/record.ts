import type { Finding, Sighting, SourceResult } from '../types.ts';
import { findings, gaps, manifests, programs } from './order.ts';
import { programNumbers } from './program-findings.ts';
import type { Run } from './run.ts';
import { isProgram, statusOf, verdictOf } from './status.ts';

/** What of a run decides how one source of it is written. */
export type Frame = Pick<Run, 'command' | 'traces' | 'failOn' | 'allowUnread' | 'tolerate'>;

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
    ...(run.tolerate && { tolerate: run.tolerate }),
    ...(run.configuration && { configuration: run.configuration }),
    ...(run.plugins?.length && { plugins: run.plugins }),
    ...(run.options && { options: run.options }),
    exitCode: run.exitCode,
    summary: run.summary,
    ...(run.notices.length > 0 && { notices: run.notices }),
  };
}

/** What is known of one source beside its lists. */
export function sourceHead(result: SourceResult, run: Frame): Record<string, unknown> {
  return {
    name: result.name,
    kind: result.kind,
    ...(result.os && { os: result.os }),
    ...machineRecord(result),
    ...(result.coverage && { coverage: result.coverage }),
    ...(result.deep && { deep: result.deep }),
    ...(run.command === 'scan' && { verdict: verdictOf(result, run), programs: programCount(result) }),
  };
}

/** Which machine it is, whose, and of when its data is: what is known of it. */
function machineRecord({
  hostname,
  collected,
  owner,
  site,
  group,
  tags,
}: SourceResult): Record<string, unknown> {
  const all = { hostname, collected, owner, site, group, tags };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

/** The lists of one source, each in order. */
export function sourceLists(
  result: SourceResult,
  run: Pick<Run, 'command' | 'traces'>,
): Record<string, readonly unknown[]> {
  const shown = result.sightings.filter((sighting) => run.traces === true || isProgram(sighting));
  return {
    manifests: manifests(result),
    ...(run.command === 'scan'
      ? { findings: findingRecords(result) }
      : { programs: programs(shown).map(programRecord) }),
    unread: gaps(result),
  };
}

/** Program entries of a source. */
export function programCount(result: SourceResult): number {
  return result.programs ?? result.sightings.filter(isProgram).length;
}

/** The findings of a source, each with the number of its program: those with one number are one finding for people. */
function findingRecords(result: SourceResult): Record<string, unknown>[] {
  const list = findings(result);
  const numbers = programNumbers(list);
  return list.map((finding) => findingRecord(finding, numbers.get(finding)));
}

/**
 * A finding with its keys in the order of the contract.
 *
 * @param group the number of its program among those of the source
 */
export function findingRecord(finding: Finding, group?: number): Record<string, unknown> {
  const {
    ban,
    severity,
    program,
    recorded,
    vendor,
    product,
    reasons,
    authorities,
    remedy,
    evidence,
    waiver,
  } = finding;
  return {
    ban,
    severity,
    status: statusOf(finding),
    ...(group !== undefined && { group }),
    program: programRecord(program),
    ...(recorded && { recorded }),
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
  const {
    maintainer,
    licence,
    arch,
    installedOn,
    lastSeen,
    folder,
    executable,
    executableFound,
    line,
    entry,
  } = rest;
  const marks = rest.marks?.length ? rest.marks : undefined;
  const file = { executable, executableFound };
  return { maintainer, licence, arch, installedOn, lastSeen, marks, folder, ...file, line, entry };
}
