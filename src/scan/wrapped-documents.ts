import { isList, isObject, type Json, type JsonObject } from '../formats/markup/json.ts';
import { jsonDocuments } from '../formats/markup/json-documents.ts';
import { quoted } from '../formats/source-position.ts';
import { attempt } from '../formats/try.ts';
import { limits } from '../limits.ts';
import { answerGap, isAboutAnswer } from '../readers/answers/gaps.ts';
import { plainKey } from '../readers/answers/keys.ts';
import { isLastResort } from '../readers/load.ts';
import { holdsPart } from '../readers/sboms/stray-parts.ts';
import type { Reader, SourceFile } from '../types.ts';
import { textOf } from './carried-text.ts';
import { holdsRows, isGone } from './embedded-documents.ts';
import { baseName } from './own-file.ts';
import { recogniseFile } from './recognise-file.ts';

/** A document inside another one, and who reads it. */
export interface WrappedDocument {
  /** The keys and places that lead to it: `data.value[1]`. */
  readonly place: string;
  readonly reader: Reader;
  readonly bytes: Uint8Array;
}

/** What may wrap documents: a file, or a part of one. */
export type Wrapper = Pick<SourceFile, 'path' | 'resolver' | 'head' | 'bytes'>;

/** What a file wraps: documents, and why they are not all that was in it. */
export interface Wrapped {
  readonly documents: readonly WrappedDocument[];
  readonly faults: readonly string[];
}

/** Levels of wrappers; interfaces have two. */
const MAX_DEPTH = 5;
/** Values that nobody recognises: a file of more is no wrapper. Each is shown to all readers. */
const MAX_TRIES = 300;

/**
 * The documents that a JSON file holds in objects and lists that no reader knows: one under a key as interfaces wrap it,
 * the elements of a list, or a text that is a document. What is beside them is accounted for: pages and errors, and values
 * that may list programs too.
 *
 * @param file what no reader took anything of
 */
export async function wrappedDocuments(file: Wrapper, own?: readonly Reader[]): Promise<Wrapped> {
  const { values, fault } = jsonDocuments(await file.bytes());
  const search: Search = { file, own, documents: [], faults: [], tries: 0 };
  const isOne = values.length === 1;
  for (const [index, value] of values.entries()) {
    const place = isOne ? '' : `document ${index + 1}`;
    const found = isOne ? await inside(search, value, '', 0) : await look(search, value, place, 0);
    if (found === undefined) search.faults.push(`${place}: unknown format`);
  }
  if (search.tries > MAX_TRIES)
    search.faults.push(`more than ${MAX_TRIES} values of an unknown format (limit: values)`);
  if (fault) search.faults.push(fault.message);
  return search;
}

interface Search {
  readonly file: Wrapper;
  readonly own: readonly Reader[] | undefined;
  readonly documents: WrappedDocument[];
  readonly faults: string[];
  tries: number;
}

/** How many rows a value has that led to documents: elements of a list, or programs of a document; undefined of others. */
type Found = number | undefined;

/** Finds the documents in a value: itself, or what is in it. */
async function look(search: Search, value: Json, place: string, depth: number): Promise<Found> {
  if (depth > MAX_DEPTH || search.tries > MAX_TRIES) return undefined;
  const bytes = bytesOf(value);
  if (bytes === undefined) return undefined;
  const own = await documentIn(search, bytes);
  // What gives nothing may be a wrapper that a reader takes for one of its own.
  const isEmpty = own === undefined || own.programs === 0;
  const found = isEmpty && typeof value !== 'string' ? await inside(search, value, place, depth) : undefined;
  if (found !== undefined || own === undefined) return found;
  search.documents.push({ place, reader: own.reader, bytes: own.bytes });
  return own.programs;
}

function bytesOf(value: Json): Uint8Array | undefined {
  if (typeof value === 'string') return textOf(value);
  const isEmpty = typeof value !== 'object' || value === null || Object.keys(value).length === 0;
  return isEmpty ? undefined : Buffer.from(JSON.stringify(value));
}

/** Who reads some bytes, unless it finds nothing but faults. */
async function documentIn(search: Search, bytes: Uint8Array): Promise<ReadValue | undefined> {
  const { file, own } = search;
  const part = { ...file, head: async () => bytes.subarray(0, limits.head), bytes: async () => bytes };
  search.tries++;
  const { reader, text } = (await recogniseFile(part, baseName(file.path), own).catch(() => undefined)) ?? {};
  if (reader === undefined || reader.pathOnly || isLastResort(reader)) return undefined;
  let programs = 0;
  const { fault } = attempt(() => {
    for (const _ of reader.read(text ?? bytes, file.resolver)) programs++;
  });
  if (fault !== undefined && programs === 0) return undefined;
  search.tries--;
  return { reader, bytes: text ?? bytes, programs };
}

interface ReadValue {
  readonly reader: Reader;
  readonly bytes: Uint8Array;
  readonly programs: number;
}

/** Finds the documents in the members of an object or the elements of a list. */
async function inside(search: Search, value: Json, place: string, depth: number): Promise<Found> {
  if (isList(value)) return insideList(search, value, place, depth);
  return isObject(value) ? insideObject(search, value, place, depth) : undefined;
}

async function insideList(
  search: Search,
  list: readonly Json[],
  place: string,
  depth: number,
): Promise<Found> {
  const others: string[] = [];
  for (const [index, element] of list.entries()) {
    const at = `${place}[${index}]`;
    if ((await look(search, element, at, depth + 1)) === undefined) others.push(at);
  }
  const [first] = others;
  if (others.length === list.length) return undefined;
  if (first !== undefined)
    search.faults.push(
      `${first} is not a document like the others${others.length > 1 ? ` (and ${others.length - 1} more)` : ''}`,
    );
  return list.length;
}

async function insideObject(
  search: Search,
  object: JsonObject,
  place: string,
  depth: number,
): Promise<Found> {
  let rows: Found;
  const others: [string, Json][] = [];
  for (const [key, member] of Object.entries(object)) {
    const at = place === '' ? key : `${place}.${key}`;
    const found = isGone(key) ? undefined : await look(search, member, at, depth + 1);
    if (found === undefined) others.push([key, member]);
    else rows = Math.max(rows ?? 1, found);
  }
  if (rows === undefined) return undefined;
  const gap = answerGap(object, rows);
  if (gap !== undefined) search.faults.push(gap);
  for (const [key, member] of others) {
    if (mayList(key, member))
      search.faults.push(
        `unknown key ${quoted(key)} next to a document, and what is below it may be programs`,
      );
  }
  return rows;
}

const OF_PROGRAMS =
  /software|program|package|application|apps?$|component|product|artifact|inventory|install/u;

/** Whether a value that no reader recognises may list programs. */
function mayList(key: string, value: Json): boolean {
  if (typeof value !== 'object' || value === null || Object.keys(value).length === 0) return false;
  const plain = plainKey(key);
  return OF_PROGRAMS.test(plain) || holdsPart(value) || (!isAboutAnswer(plain) && holdsRows(value));
}
