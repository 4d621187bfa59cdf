import { fingerprintIn } from '../report/fingerprint.ts';
import { gaps, manifests } from '../report/order.ts';
import { programFindings } from '../report/program-findings.ts';
import { programCount } from '../report/record.ts';
import type { Run } from '../report/run.ts';
import { type FindingStatus, statusOf, verdictOf } from '../report/status.ts';
import type { SourceResult } from '../types.ts';
import type { BanRow, FindingRow, GapRow, HostRow, ManifestRow } from './tables.ts';

/** The bans of a run. */
export function banRows({ bans }: Run): BanRow[] {
  return bans.map(({ id, title, severity, digest }) => ({ ban: id, title, severity, digest }));
}

/** A source as a host. */
export function hostRow(result: SourceResult, run: Run): HostRow {
  const counts: Record<FindingStatus, number> = { banned: 0, warned: 0, noted: 0, residue: 0, waived: 0 };
  for (const finding of result.findings) counts[statusOf(finding)]++;
  const { name, os, hostname, collected, owner, site, group, tags, findings } = result;
  const { banned, warned, residue, waived } = counts;
  const known = { hostname, owner, site, host_group: group, tags, os: os?.id, os_version: os?.version };
  const verdict = verdictOf(result, run);
  const numbers = { programs: programCount(result), findings: findings.length, gaps: result.gaps.length };
  return {
    host: name,
    verdict,
    seen: isSeen(result),
    ...known,
    collected: timeOf(collected),
    ...numbers,
    banned,
    warned,
    residue,
    waived,
  };
}

/** Of a host that did not come there is a gap in place of data. */
function isSeen({ manifests, findings, gaps }: SourceResult): boolean {
  if (manifests.length > 0 || findings.length > 0) return true;
  return !gaps.some(({ path, kind }) => path === '.' && kind === 'missing');
}

/** A stamp that is not a time is reported where it is read. */
function timeOf(collected: string | undefined): Date | undefined {
  const time = Date.parse(collected ?? '');
  return Number.isNaN(time) ? undefined : new Date(time);
}

/** The lists that were read on a host. */
export function manifestRows(result: SourceResult): ManifestRow[] {
  return manifests(result).map(({ path, reader, programs }) => ({
    host: result.name,
    path,
    reader,
    programs,
  }));
}

/** The programs of a host that violate bans, once for each ban. */
export function findingRows(result: SourceResult): FindingRow[] {
  const { name: host } = result;
  const keyOf = fingerprintIn();
  return programFindings(result).flatMap(({ program, vendor, product, bans }) => {
    const finding = keyOf(program);
    const {
      name,
      version,
      publisher,
      ids = [],
      state,
      kind,
      user,
      reader,
      path,
      installedOn,
      lastSeen,
    } = program;
    const own = {
      vendor,
      product,
      program: name,
      version,
      publisher,
      id: ids[0],
      state: state ?? 'installed',
      kind: kind ?? 'program',
      account: user,
      reader,
      path,
      installed_on: installedOn,
      last_seen: lastSeen,
    };
    return bans.map(({ id, severity, status, waiver }) => ({
      host,
      finding,
      ban: id,
      severity,
      status,
      ...own,
      waiver_owner: waiver?.owner,
      waiver_expires: waiver?.expires,
    }));
  });
}

/** What was not read or not decided of a host. */
export function gapRows(result: SourceResult): GapRow[] {
  return gaps(result).map(({ path, reader, kind, reason }) => ({
    host: result.name,
    path,
    reader,
    kind,
    reason,
  }));
}
