import { crc32 } from '../formats/archive/crc32.ts';
import type { Outcome } from '../types.ts';
import type { Line } from './lines.ts';

const FORM = /^(?<sum>[0-9a-f]{8}) (?<json>\{.*\})$/u;

/** Whether a file that begins with this line is the journal of a sweep. */
export function isJournal(first: string): boolean {
  return FORM.test(first);
}

/** The outcomes of a journal; of a host that was done twice the later one counts. A torn line is told. */
export function journal(path: string, lines: Iterable<Line>): { outcomes: Outcome[]; gaps: string[] } {
  const outcomes = new Map<string, Outcome>();
  const gaps: string[] = [];
  let number = 0;
  for (const { text, ended } of lines) {
    number++;
    const entry = ended ? entryOf(text) : undefined;
    if (entry === undefined) gaps.push(`${path}:${number}: a torn or damaged line was left out`);
    else if (entry.host !== undefined) outcomes.set(entry.host, outcomeOf(`${path}:${number}`, entry.value));
  }
  return { outcomes: [...outcomes.values()], gaps };
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
function outcomeOf(place: string, value: unknown): Outcome {
  const lists = ['findings', 'manifests', 'unread'];
  const isOutcome =
    typeof value === 'object' &&
    value !== null &&
    'name' in value &&
    lists.every((list) => Array.isArray(Reflect.get(value, list)));
  if (!isOutcome) throw new Error(`${place}: no outcome of a host`);
  const outcome = value as unknown as Outcome;
  const counted = outcome.manifests.reduce((sum, { programs }) => sum + programs, 0);
  return { ...outcome, sightings: [], programs: outcome.programs ?? counted };
}
