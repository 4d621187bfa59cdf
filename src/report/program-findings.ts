/**
 * One finding a program: bans are broken one by one, and people, platforms and tickets want each program once, with
 * all that is said of it. Reporters print what this folder grouped, and group nothing themselves.
 */

import { WEIGHTS } from '../evaluate/severity.ts';
import { order } from '../matching/compare-text.ts';
import type { AppliedWaiver, CitedBan, Finding, Sighting, SourceResult } from '../types.ts';
import type { Severity } from '../vocabulary.ts';
import { findings as sorted } from './order.ts';
import { type FindingStatus, findingStatuses, statusOf } from './status.ts';

/** A ban that a program breaks, once, however many of its places break it. */
export interface BrokenBan {
  readonly id: string;
  readonly severity: Severity;
  readonly status: FindingStatus;
  readonly reasons: readonly string[];
  /** Ids of the authorities behind the ban. */
  readonly authorities: readonly string[];
  readonly waiver?: AppliedWaiver;
}

/** All that is said of one program of a source. */
export interface ProgramFinding {
  /** As the finding with the worst standing has it. */
  readonly program: Sighting;
  /** The worst that one of its bans comes to. */
  readonly status: FindingStatus;
  readonly vendor?: string;
  readonly product?: string;
  /** The worst first, then by id. */
  readonly bans: readonly BrokenBan[];
  /** Each once, those that most bans share first. */
  readonly reasons: readonly string[];
  /** Ids, each once, in the order of the bans. */
  readonly authorities: readonly string[];
  readonly remedies: readonly string[];
  readonly waivers: readonly AppliedWaiver[];
  /** Other places where the same program is listed. */
  readonly alsoSeen: readonly Sighting[];
  /** Services, folders, keys and the like that show the same program. */
  readonly traces: readonly Sighting[];
  /** What it was made from, in the order of the report. */
  readonly findings: readonly Finding[];
}

/** The programs of a source that break bans, by name, version and place. */
export function programFindings(result: Pick<SourceResult, 'findings'>): ProgramFinding[] {
  return result.findings.length === 0 ? [] : groups(sorted(result)).map(joined);
}

/** The number of the program that each finding is about, counted from 0 in the order of the report. */
export function programNumbers(findings: readonly Finding[]): Map<Finding, number> {
  const numbers = new Map<Finding, number>();
  for (const [number, group] of groups(findings).entries()) {
    for (const finding of group) numbers.set(finding, number);
  }
  return numbers;
}

/** Programs by the worst that one of their bans comes to. */
export function countByStatus(result: Pick<SourceResult, 'findings'>): Record<FindingStatus, number> {
  const counts = { banned: 0, warned: 0, noted: 0, residue: 0, waived: 0 };
  if (result.findings.length === 0) return counts;
  for (const group of groups(result.findings)) counts[worstOf(group)]++;
  return counts;
}

/** The bans that ask for software, by their IDs. */
export function requiringBans(bans: readonly CitedBan[]): ReadonlySet<string> {
  return new Set(bans.flatMap(({ id, requires }) => (requires === undefined ? [] : [id])));
}

/** Whether a program counts as banned by nothing but bans that require it: it is missing, or too old. */
export function isUnmet({ bans }: Pick<ProgramFinding, 'bans'>, required: ReadonlySet<string>): boolean {
  const banned = bans.filter(({ status }) => status === 'banned');
  return banned.length > 0 && banned.every(({ id }) => required.has(id));
}

/** How many programs of a source are missing or too old. */
export function unmetCount(result: Pick<SourceResult, 'findings'>, required: ReadonlySet<string>): number {
  return required.size === 0 ? 0 : programFindings(result).filter((it) => isUnmet(it, required)).length;
}

/**
 * Findings of one program stand together. Two are of one program when they name the same entry, or one lists the
 * other's entry among the places where its program is listed; a trace alone makes no two findings one.
 */
function groups(findings: readonly Finding[]): Finding[][] {
  const parents = new Map<string, string>();
  const rootOf = (key: string): string => {
    let root = key;
    for (let next = parents.get(root); next !== undefined && next !== root; next = parents.get(root))
      root = next;
    if (root !== key) parents.set(key, root);
    return root;
  };
  const keys = findings.map(({ program, evidence = [] }) => {
    const key = keyOf(program);
    const entries = program.kind === 'trace' ? [] : evidence.filter(isEntry);
    for (const entry of entries) parents.set(rootOf(keyOf(entry)), rootOf(key));
    return key;
  });
  const found = new Map<string, Finding[]>();
  findings.forEach((finding, index) => {
    const root = rootOf(keys[index] ?? '');
    const group = found.get(root);
    if (group) group.push(finding);
    else found.set(root, [finding]);
  });
  return [...found.values()];
}

function isEntry({ kind }: Sighting): boolean {
  return kind !== 'trace';
}

function keyOf({ name, version, reader, path, user, line, entry, kind, state }: Sighting): string {
  const isLeft = state === 'residue';
  // A template is made in half of the time that joining a list takes, for each of a hundred thousand findings.
  const where = `${reader}\0${path}\0${user ?? ''}\0${line ?? ''}\0${entry ?? ''}`;
  return `${name}\0${version ?? ''}\0${where}\0${kind === 'trace'}\0${isLeft}`;
}

function worstOf(findings: readonly Finding[]): FindingStatus {
  return findingStatuses[Math.min(...findings.map(rank))] ?? 'noted';
}

function rank(finding: Finding): number {
  return findingStatuses.indexOf(statusOf(finding));
}

function joined(group: readonly Finding[]): ProgramFinding {
  const worstFirst = [...group].sort((a, b) => rank(a) - rank(b));
  const [worst = group[0] as Finding] = worstFirst;
  const { program } = worst;
  const bans = brokenBans(worstFirst);
  const vendor = worstFirst.find((finding) => finding.vendor !== undefined)?.vendor;
  const product = worstFirst.find((finding) => finding.product !== undefined)?.product;
  const others = otherSightings(group, program);
  return {
    program,
    status: statusOf(worst),
    ...(vendor === undefined ? {} : { vendor }),
    ...(product === undefined ? {} : { product }),
    bans,
    reasons: sharedFirst(bans.map(({ reasons }) => reasons)),
    authorities: unique(bans.flatMap(({ authorities }) => authorities)),
    remedies: unique(worstFirst.flatMap(({ remedy }) => remedy ?? [])),
    waivers: waiversOf(bans),
    alsoSeen: others.filter(isEntry),
    traces: others.filter((sighting) => !isEntry(sighting)),
    findings: group,
  };
}

/** A ban that one place breaks and a waiver covers at another is broken. */
function brokenBans(worstFirst: readonly Finding[]): BrokenBan[] {
  const bans = new Map<string, BrokenBan>();
  for (const finding of worstFirst) {
    const { ban: id, severity, reasons, authorities, waiver } = finding;
    const known = bans.get(id);
    const ban: BrokenBan = known
      ? { ...known, reasons: unique([...known.reasons, ...reasons]) }
      : { id, severity, status: statusOf(finding), reasons, authorities, ...(waiver && { waiver }) };
    bans.set(id, ban);
  }
  return [...bans.values()].sort(worseFirst);
}

function worseFirst(a: BrokenBan, b: BrokenBan): number {
  return (
    findingStatuses.indexOf(a.status) - findingStatuses.indexOf(b.status) ||
    WEIGHTS[b.severity] - WEIGHTS[a.severity] ||
    order(a.id, b.id)
  );
}

function sharedFirst(lists: readonly (readonly string[])[]): string[] {
  if (lists.length === 1) return unique(lists[0] ?? []);
  const counts = new Map<string, number>();
  for (const reasons of lists) {
    for (const reason of new Set(reasons)) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  }
  // The sort is stable: of equal counts the one that was said first stays first.
  return [...counts].sort(([, a], [, b]) => b - a).map(([reason]) => reason);
}

function waiversOf(bans: readonly BrokenBan[]): AppliedWaiver[] {
  if (bans.every(({ waiver }) => waiver === undefined)) return [];
  const waivers = new Map(bans.flatMap(({ waiver }) => (waiver ? [[JSON.stringify(waiver), waiver]] : [])));
  return [...waivers.values()];
}

function otherSightings(group: readonly Finding[], program: Sighting): Sighting[] {
  const sightings = group.flatMap((finding) => [finding.program, ...(finding.evidence ?? [])]);
  if (sightings.length === 1) return [];
  const found = new Map(sightings.map((sighting) => [keyOf(sighting), sighting]));
  found.delete(keyOf(program));
  return [...found.values()];
}

function unique(texts: readonly string[]): string[] {
  return [...new Set(texts)];
}
