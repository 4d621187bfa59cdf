/**
 * Every fixture of every reader, cut short at every length and with bytes changed: a reader gives what it
 * gave before or throws; it never hangs, never dies of anything but an error with a message, and never gives
 * a program that the whole manifest does not have without saying that something is wrong.
 */
import { describe, expect, test } from 'vitest';
import { mutant } from '../../fuzz/mutate.ts';
import { randomFrom, seedOf } from '../../fuzz/random.ts';
import { keyOf } from '../../fuzz/readers.ts';
import { stopwatch } from '../../fuzz/stopwatch.ts';
import { limits } from '../../src/limits.ts';
import { allReaders } from '../../src/readers/load.ts';
import type { FileResolver, Program, Reader } from '../../src/types.ts';
import { manifestsOf } from '../support/fixtures.ts';
import { iterations } from '../support/iterations.ts';

/** Lengths tried per file; files below are cut at every byte. */
const CUTS = iterations({ quick: 25, full: 280 });
const MUTANTS = iterations({ quick: 10, full: 100 });
/** Milliseconds of work that one read may take. */
const TIMEOUT = 1000;

/**
 * Lists of lines without an end mark: a cut in the last line gives a shorter name that cannot be distinguished from a
 * real one. `docs/formats.md` says so for each.
 */
const NO_END_MARK = new Set<string>(['kernel-module-list', 'os-release', 'spdx']);

/** A log that ends behind an entry shows what held then: what a later entry takes back is there. */
const isLogUntil = (path: string, bytes: Uint8Array, length: number): boolean =>
  path.endsWith('.ndjson') && (bytes[length] === 0x0a || bytes[length - 1] === 0x0a);

/** YAML has no end mark: what ends behind a line is whole, and a row of it may have less than it had. */
const isYamlUntil = (path: string, bytes: Uint8Array, length: number): boolean =>
  path.endsWith('.yaml') && bytes[length - 1] === 0x0a;

for (const reader of (await allReaders()).filter((each) => !each.pathOnly)) {
  describe(reader.id, async () => {
    for (const file of await manifestsOf(reader)) {
      const bytes = await file.bytes();
      const whole = attempt(reader, bytes, file.resolver);

      test(`${file.path}: cut at any length`, () => {
        const known = new Set(whole.programs.map(keyOf));
        const strange: string[] = [];
        for (const length of lengths(bytes.length)) {
          const cut = attempt(reader, bytes.subarray(0, length), file.resolver);
          if (cut.error !== undefined || NO_END_MARK.has(reader.id)) continue;
          if (reader.id === 'osquery' && isLogUntil(file.path, bytes, length)) continue;
          if (reader.id === 'interface-answer' && isYamlUntil(file.path, bytes, length)) continue;
          for (const key of cut.programs.map(keyOf)) {
            if (!known.has(key)) strange.push(`cut at ${length} of ${bytes.length}: ${key}`);
          }
        }
        expect(strange).toEqual([]);
      });

      test(`${file.path}: with bytes changed`, () => {
        const random = randomFrom(seedOf(file.path));
        for (let round = 0; round < MUTANTS; round++) {
          expect(attempt(reader, mutant(bytes, bytes, random).bytes, file.resolver).error).not.toBe('');
        }
      });
    }
  });
}

interface Attempt {
  readonly programs: readonly Program[];
  readonly error?: string;
}

function attempt(reader: Reader, bytes: Uint8Array, tree: FileResolver): Attempt {
  const programs: Program[] = [];
  const spent = stopwatch();
  let error: string | undefined;
  // Whoever hands over a folder has each of its files shown to every reader: none may fail there.
  reader.recognises?.(bytes.subarray(0, limits.head), tree.path.split('/').pop() ?? '', tree.path);
  try {
    for (const program of reader.read(bytes, tree)) programs.push(program);
  } catch (thrown) {
    // A message of the engine means that nobody thought of this input.
    if (isOfEngine(thrown)) throw thrown;
    error = thrown instanceof Error ? thrown.message : String(thrown);
  }
  const took = spent();
  if (took >= TIMEOUT) throw new Error(`one read took ${took} ms`);
  return { programs, ...(error === undefined ? {} : { error }) };
}

function isOfEngine(thrown: unknown): boolean {
  if (thrown instanceof TypeError || thrown instanceof ReferenceError) return true;
  return /Maximum call stack|Invalid (?:array|typed array|string) length/u.test(String(thrown));
}

function lengths(length: number): number[] {
  const step = Math.max(1, Math.floor(length / CUTS));
  return Array.from({ length: Math.ceil(length / step) }, (_, at) => at * step);
}
