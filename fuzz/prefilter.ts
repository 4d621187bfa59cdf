import { addName, emptyFilter, mayHold } from '../src/matching/prefix-filter.ts';
import type { FileResolver, PrefixFilter, Program, Reader } from '../src/types.ts';
import { expectedError } from './target.ts';

/** What passing over packages by the beginnings of their names came to. */
export interface Passed {
  /** How many were passed over. */
  readonly count: number;
  /** What is not as it is without passing, if anything is. */
  readonly difference?: string;
}

/** Reads twice: passing over what begins like no name of every third length, and passing over nothing. */
export function passedOver(reader: Reader, bytes: Uint8Array, tree: FileResolver): Passed {
  const all = reading(reader, bytes, tree);
  const table = emptyFilter();
  for (const { name } of all.programs) if (name.length % 3 === 0) addName(table, name);
  const rest = reading(reader, bytes, tree, table);
  const difference = differenceOf(all, rest, table);
  return { count: rest.passed, ...(difference === undefined ? {} : { difference }) };
}

interface Reading {
  readonly programs: readonly Program[];
  readonly passed: number;
  readonly reported: string;
}

function reading(reader: Reader, bytes: Uint8Array, tree: FileResolver, table?: PrefixFilter): Reading {
  const programs: Program[] = [];
  let passed = 0;
  const passes = table && { prefixes: () => table, skipped: (count: number) => void (passed += count) };
  try {
    for (const program of reader.read(bytes, tree, passes)) programs.push(program);
  } catch (error) {
    return { programs, passed, reported: expectedError(error) };
  }
  return { programs, passed, reported: 'read to its end' };
}

function differenceOf(all: Reading, rest: Reading, table: PrefixFilter): string | undefined {
  if (all.passed > 0) return `${all.passed} were passed over though nobody asked`;
  if (all.reported !== rest.reported) return `${all.reported}\n  but passing: ${rest.reported}`;
  const counts = new Map<string, number>();
  for (const program of all.programs) add(counts, program, 1);
  for (const program of rest.programs) add(counts, program, -1);
  const gone = [...counts].filter(([, count]) => count !== 0);
  const wrong = gone.find(([text, count]) => count < 0 || !mayPass(JSON.parse(text), table));
  if (wrong) return `${wrong[1] < 0 ? 'only passing gives' : 'passing loses'} ${wrong[0]}`;
  const lost = gone.reduce((sum, [, count]) => sum + count, 0);
  return lost === rest.passed ? undefined : `${lost} are not given and ${rest.passed} counted`;
}

/** Whether a program may be passed over: what is there without marks, with a name that is none of the table's. */
function mayPass({ name, state, marks, ids }: Program, table: PrefixFilter): boolean {
  const isPackage = ids?.[0] === `deb:${name}` || ids?.[0] === `apk:${name}`;
  return isPackage && !state && !marks && !mayHold(table, name);
}

function add(counts: Map<string, number>, program: Program, by: number): void {
  const text = JSON.stringify(program);
  counts.set(text, (counts.get(text) ?? 0) + by);
}
