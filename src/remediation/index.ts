/** From a report to a plan: what to run on which host, and what is left to people. It runs nothing. */

import { type FailurePolicy, isFailing } from '../evaluate/verdict.ts';
import { type ProgramFinding, programFindings } from '../report/program-findings.ts';
import { sanitiseName } from '../report/sanitise.ts';
import { count, title } from '../report/words.ts';
import type { SavedReport } from '../report-files/read.ts';
import type { Sighting, SourceResult } from '../types.ts';
import type { IdKind } from '../vocabulary.ts';
import { type Removal, removalKinds, removalOf } from './removals.ts';

/** What to do about one program. */
export interface Step {
  /** Name and version, sanitised. */
  readonly program: string;
  readonly bans: readonly string[];
  /** Empty where people have to do it. */
  readonly removals: readonly Removal[];
  /** Why there is no command, and what the bans say. */
  readonly byHand?: string;
}

/** What to do on one host. */
export interface HostPlan {
  /** The name by which a script knows the host, in small letters. */
  readonly host: string;
  readonly steps: readonly Step[];
  /** What the plan may miss there. */
  readonly notices: readonly string[];
}

/** What to do about a report. */
export interface Plan {
  /** The file of the report. */
  readonly report: string;
  readonly day: string;
  /** Sorted by name. */
  readonly hosts: readonly HostPlan[];
  /** What is not in it, one sentence each. */
  readonly notices: readonly string[];
}

/** A name that scripts and inventories of Ansible take for one host, and for nothing else. */
const HOST = /^[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?$/u;
const GROUPS: ReadonlySet<string> = new Set(['all', 'ungrouped']);

/**
 * What to do about the findings that fail a report.
 *
 * @throws Error that names the report, if it is not one of a scan
 */
export function planOf(report: SavedReport, policy: FailurePolicy): Plan {
  const { head, command, path, gaps } = report;
  if (command !== 'scan' || head === undefined)
    throw new Error(`${path}: a plan needs the report of a scan or a sweep, with its summary`);
  const hosts = new Map<string, HostPlan>();
  const notices = gaps.map((gap) => `the report is incomplete: ${gap}`);
  for (const result of report.results) {
    const steps = stepsOf(result, policy);
    const unread = unreadOf(result);
    if (steps.length === 0) {
      notices.push(...unread.map((gap) => `${sanitiseName(result.name)}: ${gap}`));
      continue;
    }
    const host = hostOf(result);
    const why = host === undefined ? 'its name is not the name of a host' : reasonAgainst(result);
    if (host === undefined || why !== undefined) {
      notices.push(`${sanitiseName(result.name)}: ${count(steps.length, 'program')} left out: ${why}`);
      continue;
    }
    const known = hosts.get(host);
    hosts.set(host, {
      host,
      steps: [...(known?.steps ?? []), ...steps],
      notices: [...(known?.notices ?? []), ...unread],
    });
  }
  const sorted = [...hosts.values()].sort((a, b) => (a.host < b.host ? -1 : 1));
  return { report: path, day: head.asOf, hosts: sorted, notices };
}

/** The name of the machine, else of the source: of a path its last part. */
function hostOf({ hostname, name }: SourceResult): string | undefined {
  const host = (hostname ?? name.replace(/[\\/]+$/u, '').replace(/^.*[\\/]/u, '')).toLowerCase();
  return HOST.test(host) && !GROUPS.has(host) ? host : undefined;
}

function reasonAgainst({ kind }: SourceResult): string | undefined {
  return kind === 'image' ? 'an image is built anew, not changed' : undefined;
}

function unreadOf({ gaps }: SourceResult): string[] {
  if (gaps.length === 0) return [];
  return [`${count(gaps.length, 'place')} could not be read, so the plan may miss something`];
}

function stepsOf(result: SourceResult, policy: FailurePolicy): Step[] {
  const findings = result.findings.filter((finding) => isFailing(finding, policy));
  return programFindings({ findings }).map(stepOf);
}

function stepOf(finding: ProgramFinding): Step {
  const { program, bans, alsoSeen, remedies } = finding;
  const step = { program: title(program), bans: bans.map(({ id }) => id) };
  const removals = removalsOf([program, ...alsoSeen]);
  if (removals.length > 0) return { ...step, removals };
  const byHand = [`${reasonFor(program)}.`, ...remedies].join(' ');
  return { ...step, removals, byHand };
}

function removalsOf(programs: readonly Sighting[]): Removal[] {
  const found = new Map<string, Removal>();
  for (const { ids = [], state, user } of programs) {
    for (const id of ids) {
      const removal = removalOf(id, { isResidue: state === 'residue' });
      if (removal === undefined || (user !== undefined && !isPerUser(removal.kind))) continue;
      found.set(`${removal.kind}:${removal.id}`, removal);
    }
  }
  const all = [...found.values()];
  const order = Object.keys(removalKinds);
  const [windows] = all
    .filter(({ system }) => system === 'windows')
    .sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind));
  return [...all.filter(({ system }) => system === 'posix'), ...(windows ? [windows] : [])];
}

/** What is installed for one account, only a tool removes that looks there; dpkg and the like have no accounts. */
function isPerUser(kind: IdKind): boolean {
  return removalKinds[kind]?.perUser === true || kind === 'choco';
}

function reasonFor({ kind, reader, state, user, ids = [] }: Sighting): string {
  if (reader === 'requirement') return 'It is missing: install it';
  if (kind === 'trace') return 'Only a trace of it was found, and no package';
  if (state === 'residue') return 'Only what a removal left was found';
  if (user !== undefined) return `It is installed for the account ${sanitiseName(user)}`;
  return ids.length === 0 ? 'The list shows no package' : 'No command removes it safely';
}
