/** Reads what a reader gives, with its fault, for the tests of the rpm readers. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { FileResolver, Program, Reader } from '../../src/types.ts';

/** What a reader gave before it ended, and with what fault it ended. */
export interface Reading {
  readonly programs: readonly Program[];
  readonly fault: string | undefined;
}

/** Errors other than `SyntaxError` are faults of the reader and go through. */
export function readAll(reader: Reader, bytes: Uint8Array, tree: FileResolver): Reading {
  const programs: Program[] = [];
  try {
    for (const program of reader.read(bytes, tree)) programs.push(program);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return { programs, fault: error.message };
  }
  return { programs, fault: undefined };
}

/** A file with nothing beside it. */
export function memoryTree(path: string): FileResolver {
  return { path, read: () => undefined, exists: () => false, list: () => [] };
}

/** A file on disk with what lies beside it: rpm may leave pages in the log of its database. */
export function diskTree(path: string): FileResolver {
  const beside = (name: string): string => join(dirname(path), name);
  return {
    path,
    read: (name) => (existsSync(beside(name)) ? readFileSync(beside(name)) : undefined),
    exists: (name) => existsSync(beside(name)),
    list: () => [],
  };
}

/** As rpm prints it with `%{NAME}|%{EVR}|%{VENDOR}|%{PACKAGER}|%{ARCH}`. */
export function shownProgram({ name, version, publisher, maintainer, arch }: Program): string {
  return [name, version, publisher, maintainer, arch].map((field) => field ?? '(none)').join('|');
}

/** The same numbers in every run. */
export function randomOf(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}
