import { basename } from 'node:path';
import { identity } from '../report/fingerprint.ts';
import { count } from '../report/words.ts';
import type { Finding } from '../types.ts';
import { lapsedReasons } from './claims.ts';
import type { SavedReport } from './read.ts';
import type { Rescan } from './rescan.ts';
import { type MemberKey, type TreeDifference, treeDifferences } from './tree-diff.ts';

type Tree = Readonly<Record<string, unknown>>;

/** What is left aside. */
interface Aside {
  readonly ignoreWaivers: boolean;
  readonly anyVersion: boolean;
  /** Reasons that merge added. */
  readonly lapsed: ReadonlySet<string>;
}

/**
 * Where a report differs from the one that would be made now. Manifests and findings that came or went are not among
 * it: they are reported by themselves.
 */
export function* differencesOf(
  report: SavedReport,
  again: Rescan,
  leftAside: Omit<Aside, 'lapsed'>,
): Iterable<TreeDifference> {
  const { text } = report;
  const aside = { ...leftAside, lapsed: lapsedReasons(report) };
  if (text === undefined) return;
  if (!aside.ignoreWaivers && !again.withWaivers) yield* unprovenWaivers(report);
  const isWhole = again.unopened.length === 0 && again.added.length === 0 && report.gaps.length === 0;
  const left = [...NOT_DERIVED, ...(isWhole && !aside.ignoreWaivers ? [] : SUMS)];
  const heads = [text.head, again.text.head].map((head) => headFor(head, left, aside));
  for (const difference of treeDifferences(heads[0], heads[1], keyOf)) {
    // A ban that is not here, and one in other words, are reported as such.
    if (!/^bans\[[^\]]*\](?:\.(?:digest|severity))?$/u.test(difference.place)) yield difference;
  }
  const now = new Map(again.text.sources.map((source) => [source['name'], source]));
  for (const source of text.sources) {
    const after = now.get(source['name']);
    if (after === undefined) continue;
    const place = `sources[${JSON.stringify(source['name'])}]`;
    const pair = [source, after].map((one) => sourceFor(one, aside));
    for (const difference of treeDifferences(pair[0], pair[1], keyOf, place)) {
      if (!isToldElsewhere(difference.place.slice(place.length))) yield difference;
    }
  }
}

/** Said by the caller of the report, and reported as claims. */
const NOT_DERIVED = ['notices', 'configuration'];
/** They follow from the lists, which the report is held against by itself. */
const SUMS = ['verdict', 'exitCode', 'summary'];

function headFor(head: Tree, left: readonly string[], { anyVersion }: Aside): Tree {
  const kept = Object.entries(head).filter(([key]) => !left.includes(key));
  const tool = head['tool'] as Tree | undefined;
  return Object.fromEntries(
    kept.map(([key, value]) =>
      key === 'tool' && anyVersion ? [key, { ...tool, version: undefined }] : [key, value],
    ),
  );
}

function sourceFor(source: Tree, aside: Aside): Tree {
  const findings = (source['findings'] ?? []) as readonly Tree[];
  const bare = { ...source, findings: findings.map((finding) => findingFor(finding, aside)) };
  return aside.ignoreWaivers ? { ...bare, verdict: undefined } : bare;
}

/** A waiver file may lie in another folder now. */
function findingFor(finding: Tree, { ignoreWaivers, lapsed }: Aside): Tree {
  const { waiver, reasons, ...rest } = finding as Tree & {
    waiver?: Tree | null;
    reasons?: readonly string[];
  };
  const own = { ...rest, reasons: reasons?.filter((reason) => !lapsed.has(reason)) };
  if (ignoreWaivers) return { ...own, status: undefined };
  const file = waiver?.['file'];
  return {
    ...own,
    waiver: waiver && { ...waiver, ...(typeof file === 'string' && { file: basename(file) }) },
  };
}

function isToldElsewhere(place: string): boolean {
  return /^\.(?:findings\[(?:[^"\]]|"(?:[^"\\]|\\.)*")*\]|manifests\[(?:[^"\]]|"(?:[^"\\]|\\.)*")*\](?:\.(?:sha256|programs))?)$/u.test(
    place,
  );
}

/** Without the waivers nobody can say which findings they cover. */
function* unprovenWaivers({ results }: SavedReport): Iterable<TreeDifference> {
  const waived = results.flatMap(({ findings }) => findings.filter(({ waiver }) => waiver !== undefined));
  if (waived.length === 0) return;
  yield {
    place: 'waivers',
    before: `${count(waived.length, 'finding')} waived`,
    now: 'no waivers given (-w)',
  };
}

/** By what a member of a list is known. */
function keyOf(member: unknown, place: string): MemberKey | undefined {
  if (typeof member !== 'object' || member === null) return undefined;
  const one = member as Tree;
  const list = /(?<name>\w+)$/u.exec(place)?.groups?.['name'];
  if (list === 'findings') return findingKey(one as unknown as Finding);
  const name = nameOf(one, list);
  return name === undefined ? undefined : { identity: name, name };
}

/**
 * Those findings are the same that are the same by themselves, where findings that came or went are reported: of one that
 * is neither, every difference is among these, its name too.
 */
function findingKey(finding: Finding): MemberKey {
  return { identity: identity('', finding), name: `${finding.program.name}, ${finding.ban}` };
}

function nameOf(one: Tree, list: string | undefined): string | undefined {
  if (list === 'bans' || list === 'authorities') return String(one['id']);
  if (list === 'manifests' || list === 'unread') return [one['path'], one['reader'] ?? '-'].join(' ');
  if (list === 'evidence') return String(one['name']);
  return list === 'notCovered' ? String(one['what']) : undefined;
}
