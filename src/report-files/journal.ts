import { crc32 } from '../formats/archive/crc32.ts';
import type { SourceResult } from '../types.ts';
import type { Line } from './lines.ts';

const FORM = /^(?<sum>[0-9a-f]{8}) (?<json>\{.*\})$/u;

/** Whether a file that begins with this line is the journal of a sweep. */
export function isJournal(first: string): boolean {
  return FORM.test(first);
}

/** The outcomes of a journal; of a host that was done twice the later one counts. A torn line is reported. */
export function journal(path: string, lines: Iterable<Line>): { results: SourceResult[]; gaps: string[] } {
  const results = new Map<string, SourceResult>();
  const gaps: string[] = [];
  let number = 0;
  for (const { text, ended } of lines) {
    number++;
    const entry = ended ? entryOf(text) : undefined;
    if (entry === undefined) gaps.push(`${path}:${number}: a torn or damaged line was left out`);
    else if (entry.host !== undefined) results.set(entry.host, resultOf(`${path}:${number}`, entry.value));
  }
  return { results: [...results.values()], gaps };
}

interface Entry {
  readonly host?: string;
  readonly value?: unknown;
}

function entryOf(text: string): Entry | undefined {
  const { sum, json = '' } = FORM.exec(text)?.groups ?? {};
  return sum === crc32(json).toString(16).padStart(8, '0') ? (JSON.parse(json) as Entry) : undefined;
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
