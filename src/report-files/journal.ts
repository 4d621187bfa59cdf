import { crc32 } from '../formats/archive/crc32.ts';
import { unknownHost } from '../sweep/record.ts';
import type { SourceResult } from '../types.ts';
import type { Line } from './lines.ts';

const FORM = /^(?<sum>[0-9a-f]{8}) (?<json>\{.*\})$/u;

/** Whether a file that begins with this line is the journal of a sweep. */
export function isJournal(first: string): boolean {
  return FORM.test(first);
}

/** What a journal says. */
export interface SavedJournal {
  readonly results: readonly SourceResult[];
  readonly gaps: readonly string[];
  /** What was checked, by the first line. */
  readonly scope: JournalScope;
}

/** What hosts of a journal were checked against, and when; earlier versions wrote the day alone. */
export interface JournalScope {
  readonly asOf?: string | undefined;
  readonly bans?: readonly string[] | undefined;
  readonly shard?: string | undefined;
}

/**
 * The outcomes of a journal; of a host that was done twice the later one counts. A torn line is reported, and so is each
 * host of its list that was not done: an interrupted sweep is no answer about all.
 */
export function journal(path: string, lines: Iterable<Line>): SavedJournal {
  const results = new Map<string, readonly SourceResult[]>();
  const gaps: string[] = [];
  const list = { names: [] as string[], total: 0 };
  let scope: JournalScope = {};
  let number = 0;
  for (const { text, ended } of lines) {
    number++;
    const entry = ended ? entryOf(text) : undefined;
    if (entry === undefined) gaps.push(`${path}:${number}: a torn or damaged line was left out`);
    else if (entry.host !== undefined) results.set(entry.host, resultsOf(`${path}:${number}`, entry.value));
    else if (entry.hosts) takeList(list, entry);
    else if (entry.run !== undefined) scope = { asOf: entry.asOf, bans: entry.bans, shard: entry.shard };
  }
  if (list.names.length === 0 || list.names.length !== list.total)
    gaps.push(`${path}: its list of hosts is missing or damaged, so that hosts may be missing`);
  const missing = list.names.filter((name) => !results.has(name));
  const unknown = missing.map((name) =>
    unknownHost(name, `${path}: the sweep ended before this host was read`),
  );
  return { results: [...[...results.values()].flat(), ...unknown], gaps, scope };
}

interface Entry extends JournalScope {
  readonly run?: string;
  readonly host?: string;
  readonly value?: unknown;
  readonly hosts?: readonly string[];
  readonly first?: number;
  readonly total?: number;
}

/** A list that was begun again follows one that a kill cut off. */
function takeList(
  list: { names: string[]; total: number },
  { hosts = [], first = 0, total = 0 }: Entry,
): void {
  if (first === 0) list.names = [];
  if (first === list.names.length) list.names.push(...hosts);
  list.total = total;
}

function entryOf(text: string): Entry | undefined {
  const { sum, json = '' } = FORM.exec(text)?.groups ?? {};
  return sum === crc32(json).toString(16).padStart(8, '0') ? (JSON.parse(json) as Entry) : undefined;
}

/** Documents of a host may list several computers. */
function resultsOf(place: string, value: unknown): SourceResult[] {
  return (Array.isArray(value) ? value : [value]).map((one: unknown) => resultOf(place, one));
}

/** The checksum says that a sweep wrote it so; only its kind is checked. */
function resultOf(place: string, value: unknown): SourceResult {
  const lists = ['findings', 'manifests', 'gaps'];
  const isOutcome =
    typeof value === 'object' &&
    value !== null &&
    'name' in value &&
    lists.every((list) => Array.isArray(Reflect.get(value, list)));
  if (!isOutcome) throw new Error(`${place}: not a host's result`);
  const result = value as unknown as SourceResult;
  const counted = result.manifests.reduce((sum, { programs }) => sum + programs, 0);
  return { ...result, sightings: [], programs: result.programs ?? counted };
}
