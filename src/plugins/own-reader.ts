import { PluginError } from '../readers/plugin-error.ts';
import type { FileResolver, Program, Reader } from '../types.ts';
import { idKinds } from '../vocabulary.ts';

/**
 * A reader of a plugin as a scan asks it: what it gives is checked and copied, since a program without a name would be
 * lost without a word. What it throws is the coverage gap of the file.
 */
export function ownReader(reader: Reader): Reader {
  const { id, title, paths, macPaths, siblings, sidecars, pathOnly, supplementary, record } = reader;
  return {
    id,
    title,
    paths,
    ...(macPaths && { macPaths }),
    ...(siblings && { siblings }),
    ...(sidecars && { sidecars }),
    ...(pathOnly && { pathOnly }),
    ...(supplementary && { supplementary }),
    ...(record && { record }),
    ...(reader.recognises && {
      recognises: (head: Uint8Array, name: string, path?: string) => recognises(reader, head, name, path),
    }),
    *read(bytes, resolver) {
      let at = 0;
      for (const program of programsOf(reader, bytes, resolver))
        yield checkedProgram(program, `${id}: program ${++at}`);
    },
  };
}

/** @throws PluginError where it does not say yes or no: no file may be passed over for that */
function recognises(reader: Reader, head: Uint8Array, name: string, path?: string): boolean {
  let answer: unknown;
  try {
    answer = reader.recognises?.(head, name, path);
  } catch (error) {
    throw new PluginError(`${reader.id}: recognises failed: ${wordsOf(error)}`);
  }
  if (typeof answer === 'boolean') return answer;
  throw new PluginError(`${reader.id}: recognises has to give true or false, and gave ${shown(answer)}`);
}

/** @throws PluginError when it gives nothing that can be walked */
function programsOf(reader: Reader, bytes: Uint8Array, resolver: FileResolver): Iterable<unknown> {
  const given: unknown = reader.read(bytes, resolver);
  if (typeof given === 'object' && given !== null && Symbol.iterator in given)
    return given as Iterable<unknown>;
  throw new PluginError(
    `${reader.id}: read has to give programs, as a generator does, and gave ${shown(given)}`,
  );
}

/** What is thrown, in words, whatever it is. */
export function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : shown(error);
}

type Check = (value: unknown) => boolean;

const isText: Check = (value) => typeof value === 'string' && value !== '';
const isFlag: Check = (value) => typeof value === 'boolean';
const isDay: Check = (value) => typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/u.test(value);
const isId: Check = (value) =>
  typeof value === 'string' && Object.hasOwn(idKinds, value.slice(0, Math.max(0, value.indexOf(':'))));

/** What a program may have, with what each has to be. */
const KEYS: Readonly<Record<keyof Program, readonly [Check, string]>> = {
  name: [isText, 'a text that is not empty'],
  version: [isText, 'a text that is not empty'],
  publisher: [isText, 'a text that is not empty'],
  maintainer: [isText, 'a text that is not empty'],
  licence: [isText, 'a text that is not empty'],
  arch: [isText, 'a text that is not empty'],
  installedOn: [isDay, 'a day, YYYY-MM-DD'],
  lastSeen: [isDay, 'a day, YYYY-MM-DD'],
  ids: [(value) => Array.isArray(value) && value.every(isId), 'a list of kind:value, as deb:openssl'],
  state: [oneOf('installed', 'partial', 'residue'), 'installed, partial or residue'],
  kind: [oneOf('program', 'trace'), 'program or trace'],
  marks: [(value) => Array.isArray(value) && value.every(isText), 'a list of marks'],
  user: [isText, 'a text that is not empty'],
  folder: [isText, 'a text that is not empty'],
  executable: [isText, 'a text that is not empty'],
  executableFound: [isFlag, 'true or false'],
  host: [isText, 'a text that is not empty'],
  line: [(value) => Number.isSafeInteger(value) && (value as number) > 0, 'a number from 1'],
  entry: [isText, 'a text that is not empty'],
};

function oneOf(...words: readonly string[]): Check {
  return (value) => words.includes(value as string);
}

/**
 * A copy of a program that somebody else made.
 *
 * @param place of the program, for messages
 * @throws PluginError that names the place and the key
 */
export function checkedProgram(program: unknown, place: string): Program {
  if (typeof program !== 'object' || program === null)
    throw new PluginError(`${place} is ${shown(program)}, not an object`);
  const found: Record<string, unknown> = {};
  for (const [key, value] of Object.entries({ ...program, name: (program as Partial<Program>).name })) {
    if (value === undefined && key !== 'name') continue;
    const check = Object.hasOwn(KEYS, key) ? KEYS[key as keyof Program] : undefined;
    if (check === undefined) throw new PluginError(`${place}: there is no key ${JSON.stringify(key)}`);
    if (!check[0](value))
      throw new PluginError(`${place}: ${key} has to be ${check[1]}, and is ${shown(value)}`);
    found[key] = Array.isArray(value) ? [...value] : value;
  }
  return found as unknown as Program;
}

/** A value in a message, cut: a manifest may decide what it is. */
function shown(value: unknown): string {
  if (typeof value !== 'string')
    return value === null || typeof value !== 'object' ? String(value) : 'an object';
  return JSON.stringify(value.length > 80 ? `${value.slice(0, 80)}…` : value);
}
