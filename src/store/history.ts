/**
 * What a store shows over time: when each finding came and went. A finding is gone only if its host was looked at
 * again, its place was read, and a ban that it violated was applied in the same words.
 */

import { order } from '../matching/compare-text.ts';
import type { FindingStatus } from '../vocabulary.ts';
import { bansOf, type DayView, readDay, worstStatus } from './day-view.ts';
import type { HostView } from './host-view.ts';
import { listStore } from './read.ts';
import type { HistoryRow } from './tables.ts';

/**
 * `present` if the last look at its host found it, `gone` if a look proves that it is not there any more,
 * `unconfirmed` if the last look neither found it nor could prove that.
 */
export type Presence = 'present' | 'unconfirmed' | 'gone';

/** A program that violates bans on one host, from the day on which it was found first. */
export interface FindingHistory {
  readonly host: string;
  readonly finding: string;
  readonly program: string;
  readonly version?: string | undefined;
  readonly vendor?: string | undefined;
  readonly product?: string | undefined;
  readonly bans: readonly string[];
  readonly status: FindingStatus;
  readonly owner?: string | undefined;
  readonly site?: string | undefined;
  readonly group?: string | undefined;
  readonly firstSeen: string;
  /** Whether an earlier look proves that it was not there before. */
  readonly isBeginningKnown: boolean;
  readonly lastSeen: string;
  readonly presence: Presence;
  /** The day of the look that did not find it any more. */
  readonly gone?: string | undefined;
}

/** A day of the trend. */
export interface HistoryDay extends Pick<DayView, 'sweeps' | 'hosts'> {
  readonly asOf: DayView['trend']['asOf'];
  readonly verdict: DayView['trend']['verdict'];
  readonly summary: DayView['trend']['summary'];
  /** Hosts of earlier days that no sweep of this day has any data of. */
  readonly notSeen: number;
}

/** A host that the last day has no data of. */
export interface UnseenHost {
  readonly host: string;
  readonly lastSeen: string;
}

/** All that a store shows. */
export interface History {
  readonly days: readonly HistoryDay[];
  /** By host, program and day. */
  readonly findings: readonly FindingHistory[];
  readonly unseen: readonly UnseenHost[];
  readonly notices: readonly string[];
  /** What of the store was not read: none of it counts, and the answer is incomplete. */
  readonly gaps: readonly string[];
}

/** What a look says of a host that findings have, too. */
type HostFacts = Pick<HistoryRow<'hosts'>, 'host' | 'owner' | 'site' | 'host_group'>;

/** A finding while the days go by. */
interface Open {
  readonly first: string;
  readonly isBeginningKnown: boolean;
  last: string;
  rows: readonly HistoryRow<'findings'>[];
  /** The bans of that look, by digest. */
  bans: HostView['bans'];
  host: HostFacts;
  /** Programs in its list when it was found last. */
  listed: number;
  isConfirmed: boolean;
}

/** What a look at a host could prove: hosts with the same lists and gaps share one. */
interface Reach extends Pick<HostView, 'bans' | 'gaps'> {
  /** Lists that were read. */
  readonly lists: ReadonlySet<string>;
}

/** What is remembered of a host: its last look, and what is open. */
interface Known {
  lastSeen: string;
  reach: Reach;
  open: Map<string, Open> | undefined;
}

/**
 * Reads a store from its first day to its last.
 *
 * @throws Error when it is not a store
 */
export async function historyOf(store: string): Promise<History> {
  const listing = listStore(store);
  const hosts = new Map<string, Known>();
  const ended: FindingHistory[] = [];
  const days: HistoryDay[] = [];
  const notices: string[] = [];
  const gaps = [...listing.gaps];
  for (const day of listing.days) {
    const reachOf = sharedReaches();
    const view = await readDay(store, day, (look) => ended.push(...taken(hosts, day, look, reachOf(look))));
    gaps.push(...view.gaps);
    if (view.sweeps === 0) continue;
    if (view.repeated > 0)
      notices.push(`${day}: ${view.sweeps} sweeps have the same hosts; the last one of each host counts`);
    days.push(dayOf(day, view, hosts));
  }
  const last = days.at(-1)?.asOf ?? '';
  const open = [...hosts.values()].flatMap((known) =>
    [...(known.open?.values() ?? [])].map((one) => reported(one)),
  );
  return {
    days,
    findings: [...ended, ...open].sort(byPlace),
    unseen: [...hosts]
      .filter(([, known]) => known.lastSeen < last)
      .map(([host, { lastSeen }]) => ({ host, lastSeen }))
      .sort((a, b) => order(a.host, b.host)),
    notices,
    gaps,
  };
}

function dayOf(
  day: string,
  { trend, sweeps, hosts }: DayView,
  known: ReadonlyMap<string, Known>,
): HistoryDay {
  let notSeen = 0;
  for (const { lastSeen } of known.values()) if (lastSeen < day) notSeen++;
  return { ...trend, sweeps, hosts, notSeen };
}

/** Most hosts of a sweep have the same lists, and no gap. */
function sharedReaches(): (look: HostView) => Reach {
  const ofSweep = new Map<HostView['bans'], Map<string, Reach>>();
  return ({ bans, gaps, manifests }) => {
    const known = ofSweep.get(bans) ?? new Map<string, Reach>();
    ofSweep.set(bans, known);
    const key = JSON.stringify([[...manifests.keys()], [...gaps]]);
    const reach = known.get(key) ?? { bans, gaps, lists: new Set(manifests.keys()) };
    known.set(key, reach);
    return reach;
  };
}

/** Takes the look of a day at a host; gives the findings that it proves to be gone. */
function taken(hosts: Map<string, Known>, day: string, look: HostView, reach: Reach): FindingHistory[] {
  if (!look.row.seen) return [];
  const { host } = look.row;
  const known = hosts.get(host);
  const open = known?.open ?? new Map<string, Open>();
  const gone: FindingHistory[] = [];
  for (const [key, one] of open) {
    if (isInstalled(look.programs.get(key))) continue;
    one.isConfirmed = false;
    if (!provesAbsence(reach, one)) continue;
    open.delete(key);
    gone.push({ ...reported(one), presence: 'gone', gone: day });
  }
  for (const [key, rows] of look.programs) {
    if (!isInstalled(rows)) continue;
    const listed = look.manifests.get(rows[0]?.path ?? '') ?? 0;
    const found = { last: day, rows, bans: look.bans, host: factsOf(look.row), listed, isConfirmed: true };
    const one = open.get(key);
    if (one) update(one, found);
    else {
      const isBeginningKnown = known !== undefined && provesAbsence(known.reach, found);
      open.set(key, { ...found, first: day, isBeginningKnown });
    }
  }
  const now = { lastSeen: day, reach, open: open.size > 0 ? open : undefined };
  if (known) Object.assign(known, now);
  else hosts.set(host, now);
  return gone;
}

function factsOf({ host, owner, site, host_group }: HistoryRow<'hosts'>): HostFacts {
  return { host, owner, site, host_group };
}

/** Most findings are the same day after day: what is the same stays, so that days leave nothing behind in memory. */
function update(one: Open, { rows, host, ...found }: Omit<Open, 'first' | 'isBeginningKnown'>): void {
  Object.assign(one, found);
  if (!isSame(one.host, host)) one.host = host;
  if (rows.length !== one.rows.length || !rows.every((row, at) => isSame(row, one.rows[at]))) one.rows = rows;
}

/** Whether two rows say the same. */
function isSame<Row extends object>(row: Row, other: Row | undefined): boolean {
  const keys = Object.keys(row) as (keyof Row)[];
  return (
    other !== undefined &&
    keys.length === Object.keys(other).length &&
    keys.every((key) => row[key] === other[key])
  );
}

/** What is left after a removal is not there any more, as a program. */
function isInstalled(
  rows: readonly HistoryRow<'findings'>[] | undefined,
): rows is readonly HistoryRow<'findings'>[] {
  return rows?.some(({ state }) => state !== 'residue') === true;
}

/** Whether a look would have found a program: a list of several that was not read proves nothing. */
function provesAbsence(
  { bans, gaps, lists }: Reach,
  { rows, bans: applied, listed }: Pick<Open, 'rows' | 'bans' | 'listed'>,
): boolean {
  if (gaps.has('.')) return false;
  return rows.some(({ ban, path }) => {
    const isApplied = applied.get(ban) !== undefined && bans.get(ban) === applied.get(ban);
    return isApplied && !gaps.has(path) && (listed <= 1 || lists.has(path));
  });
}

function reported({ first, isBeginningKnown, last, rows, host, isConfirmed }: Open): FindingHistory {
  const [{ finding = '', program = '', version, vendor, product } = {}] = rows as readonly Partial<
    HistoryRow<'findings'>
  >[];
  return {
    host: host.host,
    finding,
    program,
    version,
    vendor,
    product,
    bans: bansOf(rows),
    status: worstStatus(rows),
    owner: host.owner,
    site: host.site,
    group: host.host_group,
    firstSeen: first,
    isBeginningKnown,
    lastSeen: last,
    presence: isConfirmed ? 'present' : 'unconfirmed',
  };
}

function byPlace(a: FindingHistory, b: FindingHistory): number {
  return (
    order(a.host, b.host) ||
    order(a.program, b.program) ||
    order(a.finding, b.finding) ||
    order(a.firstSeen, b.firstSeen)
  );
}
