/**
 * The checks that the readers of the package are held to, for those who write one: `import { checkReader } from
 * 'interdict/testing'`. They belong to no test runner.
 */

import { limits } from '../limits.ts';
import { ownReader } from '../plugins/own-reader.ts';
import { pluginIn } from '../plugins/shape.ts';
import type { FileResolver, Program, Reader } from '../types.ts';
import { cuts, encodings, hostile, type Variant } from './variants.ts';

/** A manifest with what the reader has to give. */
export interface ReaderFixture {
  /** From the root of a machine, or the name of a file that is passed by itself. */
  readonly path: string;
  readonly content: string | Uint8Array;
  /** All programs, in order. */
  readonly programs: readonly Program[];
  /** Part of the message of the error that ends the reading. Default: there is none. */
  readonly fault?: string;
  /** Other files that the reader may look up, by their paths. */
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
}

/** The manifests that every reader owes. */
export interface ReaderFixtures {
  /** As real machines have it. */
  readonly normal: ReaderFixture;
  /** Of a machine without a program, which may be an error or not. */
  readonly empty: ReaderFixture;
  /** Broken off inside an entry. */
  readonly cut: ReaderFixture;
  /** The oddities of the format, at least one. */
  readonly odd: readonly ReaderFixture[];
}

/** What of a format no reader can change. */
export interface ReaderTraits {
  /** A list whose last line may be cut without a trace: what is cut there is not held against the reader. */
  readonly withoutEndMark?: boolean;
}

/** Milliseconds that one reading may take. */
const TIMEOUT = 1000;
/** Problems that are reported: a reader with one fault has it in hundreds of variants. */
const TOLD = 20;

/**
 * Checks a reader by its fixtures, cut at every byte, in other encodings, with bytes changed and with hostile content.
 * A reader gives what is there or throws an error in words; it never hangs, never dies of the engine, and never gives a
 * program that the whole manifest does not have.
 *
 * @returns a sentence for each problem, the first 20; none when all is well
 * @example
 * ```js
 * import assert from 'node:assert/strict';
 * import { checkReader } from 'interdict/testing';
 *
 * const reader = {
 *   id: 'names',
 *   title: 'names in lines',
 *   paths: ['opt/names.txt'],
 *   *read(bytes) {
 *     for (const name of new TextDecoder().decode(bytes).split('\n')) if (name) yield { name };
 *   },
 * };
 * const fixture = (content, ...names) => ({
 *   path: 'opt/names.txt',
 *   content,
 *   programs: names.map((name) => ({ name })),
 * });
 * const problems = checkReader(reader, {
 *   normal: fixture('one\ntwo\n', 'one', 'two'),
 *   empty: fixture(''),
 *   cut: fixture('one\ntw', 'one', 'tw'),
 *   odd: [fixture('one\n\n', 'one')],
 * });
 * assert.equal(problems[0], 'normal: cut at 1 of 8: the whole manifest has no program "o"');
 * ```
 */
export function checkReader(
  reader: Reader,
  fixtures: ReaderFixtures,
  traits: ReaderTraits = {},
): readonly string[] {
  const problems = problemsOf(reader, fixtures, traits);
  const reported: string[] = [];
  for (const problem of problems) if (reported.push(problem) >= TOLD) break;
  return reported;
}

function* problemsOf(reader: Reader, fixtures: ReaderFixtures, traits: ReaderTraits): Generator<string> {
  try {
    pluginIn('reader', { readers: [reader] });
  } catch (error) {
    yield (error as Error).message;
    return;
  }
  const own = ownReader(reader);
  const { normal, empty, cut, odd } = fixtures;
  if (odd.length === 0) yield 'odd: give at least one oddity of the format';
  if (normal.programs.length === 0) yield 'normal: a machine without a program shows nothing';
  const all = { normal, empty, cut, ...Object.fromEntries(odd.map((one, at) => [`odd[${at}]`, one])) };
  for (const [name, fixture] of Object.entries(all)) {
    for (const problem of fixtureProblems(own, fixture, traits)) yield `${name}: ${problem}`;
  }
}

function* fixtureProblems(reader: Reader, fixture: ReaderFixture, traits: ReaderTraits): Generator<string> {
  const bytes = bytesOf(fixture.content);
  const whole = attempt(reader, bytes, fixture);
  yield* whole.problems;
  yield* differences(whole, fixture);
  const known = new Set(whole.programs.map(keyOf));
  for (const variant of cuts(bytes)) {
    const found = attempt(reader, variant.bytes, fixture);
    yield* reported(variant, found.problems);
    if (found.fault !== undefined || traits.withoutEndMark) continue;
    const strange = found.programs.find((program) => !known.has(keyOf(program)));
    if (strange) yield `${variant.what}: the whole manifest has no program ${JSON.stringify(strange.name)}`;
  }
  for (const variant of encodings(bytes)) {
    const found = attempt(reader, variant.bytes, fixture);
    yield* reported(variant, found.problems);
    const isSame = found.programs.map(keyOf).join() === whole.programs.map(keyOf).join();
    if (!isSame && found.fault === undefined) yield `${variant.what}: other programs, and no error`;
  }
  for (const variant of hostile(bytes))
    yield* reported(variant, attempt(reader, variant.bytes, fixture).problems);
}

function* reported({ what }: Variant, problems: readonly string[]): Generator<string> {
  for (const problem of problems) yield `${what}: ${problem}`;
}

function* differences({ programs, fault }: Attempt, fixture: ReaderFixture): Generator<string> {
  const [found, wanted] = [programs, fixture.programs].map((list) => JSON.stringify(list.map(sorted)));
  if (found !== wanted) yield `it gives ${found}, and has to give ${wanted}`;
  if (fixture.fault === undefined && fault !== undefined) yield `it throws: ${fault}`;
  if (fixture.fault !== undefined && fault?.includes(fixture.fault) !== true)
    yield `it has to throw an error with ${JSON.stringify(fixture.fault)}, and throws ${fault ?? 'none'}`;
}

interface Attempt {
  readonly programs: readonly Program[];
  readonly fault?: string;
  readonly problems: readonly string[];
}

function attempt(reader: Reader, bytes: Uint8Array, fixture: ReaderFixture): Attempt {
  const programs: Program[] = [];
  const problems: string[] = [];
  const began = performance.now();
  let fault: string | undefined;
  try {
    reader.recognises?.(bytes.subarray(0, limits.head), baseName(fixture.path), fixture.path);
  } catch (error) {
    problems.push((error as Error).message);
  }
  try {
    const given = reader.read(reader.pathOnly ? new Uint8Array() : bytes, resolverOf(fixture));
    for (const program of given) programs.push(program);
  } catch (error) {
    fault = error instanceof Error ? error.message : String(error);
    if (isOfEngine(error)) problems.push(`the reader is not written for this input: ${String(error)}`);
    else if (fault.trim() === '') problems.push('it throws an error without words');
    else if (error instanceof Error && error.name === 'PluginError') problems.push(fault);
  }
  const took = Math.round(performance.now() - began);
  if (took > TIMEOUT) problems.push(`one reading took ${took} ms`);
  return { programs, problems, ...(fault === undefined ? {} : { fault }) };
}

/** A message of the engine means that nobody thought of this input. */
function isOfEngine(error: unknown): boolean {
  if (error instanceof TypeError || error instanceof ReferenceError) return true;
  return /Maximum call stack|Invalid (?:array|typed array|string) length/u.test(String(error));
}

function resolverOf({ path, files = {} }: ReaderFixture): FileResolver {
  const folder = path.includes('/') ? path.slice(0, path.lastIndexOf('/') + 1) : '';
  const placeOf = (asked: string) => (asked.startsWith('/') ? asked.slice(1) : folder + asked);
  const names = Object.keys(files);
  return {
    path,
    read(asked) {
      const place = placeOf(asked);
      return Object.hasOwn(files, place) ? bytesOf(files[place] ?? '') : undefined;
    },
    exists: (asked) => names.some((name) => name === placeOf(asked) || name.startsWith(`${placeOf(asked)}/`)),
    list(asked) {
      const place = `${placeOf(asked).replace(/\/$/u, '')}/`;
      const below = names.filter((name) => name.startsWith(place));
      return [...new Set(below.map((name) => name.slice(place.length).split('/')[0] ?? ''))].sort();
    },
  };
}

function bytesOf(content: string | Uint8Array): Uint8Array {
  return typeof content === 'string' ? new TextEncoder().encode(content) : content;
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** What makes a program the same one: where it stands does not. */
function keyOf({ line: _, entry: __, ...program }: Program): string {
  return JSON.stringify(sorted(program));
}

function sorted(value: object): object {
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
