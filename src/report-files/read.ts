import type { Hash } from 'node:crypto';
import * as v from 'valibot';
import { duplicateKey, hasAllKeys, writtenKeys } from '../formats/markup/json-duplicates.ts';
import type { Run } from '../report/run.ts';
import {
  judgedReport,
  judgedSourceLine,
  judgedSummaryLine,
  listedReport,
  listedSourceLine,
  listedSummaryLine,
  type ReportSource,
} from '../schema/report.ts';
import type { Finding, MachineFacts, Sighting, SourceResult } from '../types.ts';
import { isJournal, type JournalScope, journal } from './journal.ts';
import { type Line, linesOf, MAX_LENGTH } from './lines.ts';

/** What a report says about itself. */
interface SavedHead
  extends Pick<
    Run,
    | 'asOf'
    | 'tool'
    | 'summary'
    | 'exitCode'
    | 'failOn'
    | 'allowUnread'
    | 'tolerate'
    | 'shard'
    | 'plugins'
    | 'options'
  > {
  readonly notices?: readonly string[];
  /** Where bans and waivers came from, by the report's own word. */
  readonly configuration?: { readonly file: string | null };
  /** Of a checked run. */
  readonly bans?: Run['bans'];
  readonly verdict?: Run['verdict'];
}

/** A report that was read back. */
export interface SavedReport {
  readonly path: string;
  readonly command: Run['command'];
  /** Absent where an NDJSON report is truncated before its summary. */
  readonly head?: SavedHead;
  readonly results: readonly SourceResult[];
  /** What is missing or damaged, in words. */
  readonly gaps: readonly string[];
  /** What a journal says in place of a head. */
  readonly scope?: JournalScope;
  /** As it stands in the file, keys that this version does not know among it; absent for a journal. */
  readonly text?: SavedText;
}

/** A report as it stands in its file. */
export interface SavedText {
  readonly head: Readonly<Record<string, unknown>>;
  /** In the order of `results`. */
  readonly sources: readonly Readonly<Record<string, unknown>>[];
}

/**
 * Reads a JSON or NDJSON report, or the journal of a sweep, which has no head.
 *
 * @param hash is given the bytes of the file, the same that are read
 * @throws Error that names the file, and the key where it is not a report of schema version 1
 */
export function readReport(path: string, hash?: Hash): SavedReport {
  const lines = linesOf(path, hash);
  const first = lines.next();
  if (first.done) throw new Error(`${path}: the file is empty`);
  const all = (function* () {
    yield first.value;
    yield* lines;
  })();
  if (isJournal(first.value.text)) return { path, command: 'scan', ...journal(path, all) };
  return first.value.text.startsWith('{"type":') ? lined(path, all) : whole(path, all);
}

function whole(path: string, lines: Iterable<Line>): SavedReport {
  let text = '';
  for (const line of lines) {
    text += `${line.text}\n`;
    if (text.length > MAX_LENGTH)
      throw new Error(`${path}: more than ${MAX_LENGTH} characters; write it as ndjson`);
  }
  return reportIn(path, text);
}

/**
 * The report of a text.
 *
 * @throws Error as {@link readReport} does
 */
export function reportIn(path: string, text: string): SavedReport {
  const data = json(path, text);
  refuseRepeatedKeys(path, text, data);
  const isScan = typeof data === 'object' && data !== null && 'bans' in data;
  const report = isScan ? valid(path, judgedReport, data) : valid(path, listedReport, data);
  const { sources, ...head } = report;
  return {
    path,
    command: isScan ? 'scan' : 'inventory',
    head,
    results: sources.map((source) => resultOf({ type: 'source', ...source })),
    gaps: missing(path, head.summary.sources, sources.length),
    text: textOf(data as Readonly<Record<string, unknown>>),
  };
}

/** The value as it was parsed: what checks it may leave out a key that the prototype of objects has. */
function textOf({ sources, ...head }: Readonly<Record<string, unknown>>): SavedText {
  return { head, sources: sources as SavedText['sources'] };
}

function lined(path: string, lines: Iterable<Line>): SavedReport {
  const results: SourceResult[] = [];
  const texts: SavedText['sources'][number][] = [];
  const gaps: string[] = [];
  let head: SavedHead | undefined;
  let said: SavedText['head'] = {};
  let isScan = false;
  let number = 0;
  for (const { text, ended } of lines) {
    number++;
    const place = `${path}:${number}`;
    const data = ended ? attempt(text) : undefined;
    if (data === undefined) {
      gaps.push(
        `${place}: ${ended ? 'a damaged line was left out' : 'the report is truncated inside a line'}`,
      );
    } else if (head !== undefined) {
      throw new Error(`${place}: no report of schema version 1: a line after the summary`);
    } else if (data['type'] === 'summary') {
      refuseRepeatedKeys(place, text, data);
      const summary = valid(place, 'bans' in data ? judgedSummaryLine : listedSummaryLine, data);
      head = summary as unknown as SavedHead;
      said = withoutType(data);
    } else {
      refuseRepeatedKeys(place, text, data);
      isScan = 'findings' in data;
      const source = valid(place, isScan ? judgedSourceLine : listedSourceLine, data);
      texts.push(withoutType(data));
      results.push(resultOf(source));
    }
  }
  if (head === undefined) gaps.push(`${path}: the report is truncated: it has no summary`);
  else gaps.push(...missing(path, head.summary.sources, results.length));
  const command = (head ? 'bans' in head : isScan) ? 'scan' : 'inventory';
  return { path, command, ...(head && { head }), results, gaps, text: { head: said, sources: texts } };
}

/** What kind of line it is, no report in one piece says. */
function withoutType({ type: _, ...text }: SavedText['head']): SavedText['head'] {
  return text;
}

function missing(path: string, promised: number, there: number): string[] {
  return promised === there
    ? []
    : [`${path}: the summary counts ${promised} sources, and ${there} are there`];
}

function resultOf(source: ReportSource): SourceResult {
  const { name, kind, os, manifests, unread } = source;
  const coverage = source.coverage as SourceResult['coverage'];
  const same = {
    name,
    kind,
    ...(os && { os }),
    ...machineOf(source),
    ...(coverage && { coverage }),
    manifests,
    gaps: unread,
  };
  if (Array.isArray(source.programs)) {
    return { ...same, sightings: source.programs.map((program) => known(program) as Sighting), findings: [] };
  }
  const { findings, verdict, programs } = source as Extract<ReportSource, { programs: number }>;
  return { ...same, sightings: [], programs, verdict, findings: findings.map(findingOf) };
}

/** Which machine it is, and whose. */
function machineOf({ hostname, collected, owner, site, group, tags }: ReportSource): MachineFacts {
  return {
    ...(hostname !== undefined && { hostname }),
    ...(collected !== undefined && { collected }),
    ...(owner !== undefined && { owner }),
    ...(site !== undefined && { site }),
    ...(group !== undefined && { group }),
    ...(tags !== undefined && { tags }),
  };
}

function findingOf(finding: Readonly<Record<string, unknown>>): Finding {
  const { program, evidence } = finding as { program: object; evidence?: readonly object[] };
  return {
    ...(known(finding) as Finding),
    program: known(program) as Sighting,
    ...(evidence && { evidence: evidence.map((trace) => known(trace) as Sighting) }),
  };
}

/** The report writes null where something is not known; the house leaves it out. */
function known(record: object): object {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== null));
}

function valid<Schema extends v.GenericSchema>(
  place: string,
  schema: Schema,
  data: unknown,
): v.InferOutput<Schema> {
  const result = v.safeParse(schema, data, { abortEarly: true });
  if (result.success) return result.output;
  const [issue] = result.issues;
  const path = v.getDotPath(issue);
  throw new Error(
    `${place}: no report of schema version 1: ${path === null ? '' : `${path}: `}${issue.message}`,
  );
}

/**
 * Parsers differ in which of two equal keys they take, so such a report says two things.
 *
 * @throws Error when an object has a key twice, or when more is nested than any report has
 */
function refuseRepeatedKeys(place: string, text: string, data: unknown): void {
  if (hasAllKeys(data, keysIn(place, text))) return;
  const fault = duplicateKey(text)?.message ?? 'a key stands twice in one object';
  throw new Error(`${place}: no report: ${fault}`);
}

function keysIn(place: string, text: string): number {
  try {
    return writtenKeys(text);
  } catch (error) {
    throw new Error(`${place}: no report: ${(error as Error).message}`, { cause: error });
  }
}

function json(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`${path}: no report: ${(error as Error).message.slice(0, 200)}`, { cause: error });
  }
}

function attempt(text: string): SavedText['head'] | undefined {
  try {
    const data: unknown = JSON.parse(text);
    return typeof data === 'object' && data !== null ? (data as SavedText['head']) : undefined;
  } catch {
    return undefined;
  }
}
