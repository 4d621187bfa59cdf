import { ofLastHead } from '../../formats/text/head-text.ts';
import { headText } from '../../formats/text/lines.ts';
import { plainKey } from './keys.ts';

/** An object of which the beginning of a document shows something. */
export interface ShapeObject {
  /** The plain keys that lead to it, without places in lists: empty at the top. */
  readonly path: readonly string[];
  readonly keys: ReadonlySet<string>;
  /** Short texts by their plain keys. */
  readonly texts: ReadonlyMap<string, string>;
}

/**
 * The objects of the beginning of a JSON document, whatever their order, depth and layout: never throws. Tables, whose
 * titles stand in a list apart from their rows, give one object more, with the titles as its keys.
 */
export const shapeOf: (head: Uint8Array) => readonly ShapeObject[] = ofLastHead((head) => {
  const source = headText(head);
  if (!/^[^\w"<]{0,4}[[{]/u.test(source)) return [];
  return withTitles(objectsIn(source));
});

/** Enough to see what the rows of a list look like. */
const MAX_OBJECTS = 2000;
const MAX_DEPTH = 64;
const MAX_TEXT = 256;

interface Open {
  readonly isObject: boolean;
  readonly path: readonly string[];
  readonly keys: Set<string>;
  readonly texts: Map<string, string>;
  /** The key whose value comes next. */
  key: string | undefined;
}

function objectsIn(source: string): ShapeObject[] {
  const found: Open[] = [];
  const open: Open[] = [];
  for (let at = 0; at < source.length && found.length < MAX_OBJECTS; at++) {
    const mark = source[at];
    const top = open.at(-1);
    if (mark === '{' || mark === '[') {
      if (open.length >= MAX_DEPTH) break;
      const path = top?.key === undefined ? (top?.path ?? []) : [...top.path, top.key];
      const next = {
        isObject: mark === '{',
        path,
        keys: new Set<string>(),
        texts: new Map(),
        key: undefined,
      };
      open.push(next);
      if (next.isObject) found.push(next);
    } else if (mark === '}' || mark === ']') open.pop();
    else if (mark === ',' && top) top.key = undefined;
    else if (mark === '"') {
      const end = endOf(source, at + 1);
      if (end === undefined) break;
      take(top, source.slice(at + 1, end));
      at = end;
    }
  }
  return found;
}

function take(top: Open | undefined, written: string): void {
  if (!top?.isObject) return;
  if (top.key === undefined) {
    top.key = plainKey(written);
    top.keys.add(top.key);
  } else if (written.length <= MAX_TEXT) top.texts.set(top.key, written);
}

function endOf(source: string, start: number): number | undefined {
  for (let at = start; at < source.length; at++) {
    if (source[at] === '\\') at++;
    else if (source[at] === '"') return at;
  }
  return undefined;
}

const TITLES = new Set(['columns', 'schema', 'fields']);

/** These objects, and for each table one whose keys are its titles. */
export function withTitles(objects: readonly ShapeObject[]): readonly ShapeObject[] {
  const tables = new Map<string, Set<string>>();
  for (const { path, texts } of objects) {
    const title = texts.get('name') ?? texts.get('column') ?? texts.get('columnname');
    if (title === undefined || !TITLES.has(path.at(-1) ?? '')) continue;
    const keys = tables.get(path.join('/')) ?? new Set();
    tables.set(path.join('/'), keys.add(plainKey(title)));
  }
  const titled = Array.from(tables, ([path, keys]) => ({ path: path.split('/'), keys, texts: new Map() }));
  return [...objects, ...titled];
}
