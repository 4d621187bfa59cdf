/**
 * Every fixture of every reader, cut short at every length and with bytes changed: a reader gives what it
 * gave before or throws; it never hangs, never dies of anything but an error with a message, and never gives
 * a program that the whole manifest does not have without saying that something is wrong.
 */
import { describe, expect, test } from 'vitest';
import { limits } from '../src/limits.ts';
import type { Program, Reader, Tree } from '../src/model.ts';
import { allReaders } from '../src/registry.ts';
import { manifestsOf } from './fixtures.ts';
import { times } from './thorough.ts';

/** Lengths tried per file; files below are cut at every byte. */
const CUTS = times(100, 400);
const MUTANTS = times(40, 150);
/** Milliseconds that one read may take. */
const PATIENCE = 1000;

/**
 * Lists of lines without an end mark: a cut in the last line gives a shorter name that cannot be told from a
 * real one. `docs/formats.md` says so for each.
 */
const NO_END_MARK = new Set<string>(['kernel-module-list', 'os-release', 'spdx']);

for (const reader of (await allReaders()).filter((each) => !each.namesOnly)) {
  describe(reader.id, async () => {
    for (const file of await manifestsOf(reader)) {
      const bytes = await file.bytes();
      const whole = attempt(reader, bytes, file.tree);

      test(`${file.path}: cut at any length`, () => {
        const known = new Set(whole.programs.map(keyOf));
        const strange: string[] = [];
        for (const length of lengths(bytes.length)) {
          const cut = attempt(reader, bytes.subarray(0, length), file.tree);
          if (cut.error !== undefined || NO_END_MARK.has(reader.id)) continue;
          for (const key of cut.programs.map(keyOf)) {
            if (!known.has(key)) strange.push(`cut at ${length} of ${bytes.length}: ${key}`);
          }
        }
        expect(strange).toEqual([]);
      });

      test(`${file.path}: with bytes changed`, () => {
        const random = randomFrom(file.path);
        for (let round = 0; round < MUTANTS; round++) {
          expect(attempt(reader, mutated(bytes, random), file.tree).error).not.toBe('');
        }
      });
    }
  });
}

interface Attempt {
  readonly programs: readonly Program[];
  readonly error?: string;
}

function attempt(reader: Reader, bytes: Uint8Array, tree: Tree): Attempt {
  const programs: Program[] = [];
  const began = performance.now();
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
  const took = performance.now() - began;
  if (took >= PATIENCE) throw new Error(`one read took ${took} ms`);
  return { programs, ...(error === undefined ? {} : { error }) };
}

function isOfEngine(thrown: unknown): boolean {
  if (thrown instanceof TypeError || thrown instanceof ReferenceError) return true;
  return /Maximum call stack|Invalid (?:array|typed array|string) length/u.test(String(thrown));
}

function keyOf(program: Program): string {
  return JSON.stringify([program.name, program.version, program.state, program.ids]);
}

function lengths(length: number): number[] {
  const step = Math.max(1, Math.floor(length / CUTS));
  return Array.from({ length: Math.ceil(length / step) }, (_, at) => at * step);
}

/** One to four places: a byte set to a telling value, a run removed, doubled or zeroed. */
function mutated(bytes: Uint8Array, random: () => number): Uint8Array {
  let copy: Uint8Array = Uint8Array.from(bytes);
  for (let round = 0; round <= random() * 4; round++) {
    const at = Math.floor(random() * copy.length);
    const run = 1 + Math.floor(random() * 16);
    const kind = Math.floor(random() * 5);
    if (kind === 0) copy[at] = [0, 1, 0x7f, 0x80, 0xff][Math.floor(random() * 5)] ?? 0;
    else if (kind === 1) copy[at] = Math.floor(random() * 256);
    else if (kind === 2) copy.fill(random() < 0.5 ? 0 : 0xff, at, at + run);
    else if (kind === 3) copy = joined(copy.subarray(0, at), copy.subarray(at + run));
    else copy = joined(copy.subarray(0, at + run), copy.subarray(at));
  }
  return copy;
}

function joined(front: Uint8Array, back: Uint8Array): Uint8Array {
  const whole = new Uint8Array(front.length + back.length);
  whole.set(front);
  whole.set(back, front.length);
  return whole;
}

/** A small generator seeded by a name, so that a failure comes back: mulberry32. */
function randomFrom(name: string): () => number {
  let state = [...name].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) | 0, 7);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
