import { type ErrorCollector } from '../../formats/errors.ts';
import { isList, isObject, type Json, type JsonObject } from '../../formats/markup/json.ts';
import { quoted } from '../../formats/source-position.ts';
import type { Frame } from './gaps.ts';
import { isRemark, type Members, membersOf, textOf } from './keys.ts';
import { NO_PROGRAMS } from './program.ts';
import { tableRows } from './table.ts';
import type { AnswerTool, Place } from './tool.ts';

/** A row of an answer, or a text in the place of one. */
export interface Row {
  readonly members: Members | string;
  readonly host: string | undefined;
  readonly key: string | undefined;
}

/** What a walk through a document met beside its rows. */
export interface Walk {
  readonly tool: AnswerTool;
  readonly frames: Frame[];
  readonly faults: ErrorCollector;
  /** Lists of rows, empty ones too. */
  lists: number;
}

/** Keys that lead to rows in the answers of many interfaces. */
const WRAPPERS = new Set(
  (
    'value values data results result rows items resources records response body entries content objects list output tables ' +
    'software softwares applications apps installedapps installedsoftware programs packages devices computers hosts ' +
    'machines nodes systems assets endpoints documents hits inventories responses pages payload'
  ).split(' '),
);

/** The rows of a document, wherever they are in it. What is in a list of rows and is none is reported. */
export function* rowsOf(walk: Walk, document: Json): Generator<Row> {
  yield* at(walk, { value: document, host: undefined, isElement: false }, 0);
}

const MAX_DEPTH = 32;

function* at(walk: Walk, place: Place, depth: number): Generator<Row> {
  const { value, host } = place;
  if (depth > MAX_DEPTH) throw new SyntaxError(`rows are nested deeper than ${MAX_DEPTH} levels`);
  if (isList(value)) {
    walk.lists++;
    for (const item of value) yield* at(walk, { value: item, host, isElement: true }, depth + 1);
  } else if (isObject(value)) yield* inObject(walk, place, value, depth);
  else if (typeof value === 'string' && walk.tool.text && place.isElement)
    yield { members: value, host, key: undefined };
  else if (place.isElement) walk.faults.add(`not a row: ${quoted(JSON.stringify(value))}`);
}

function* inObject(walk: Walk, place: Place, object: JsonObject, depth: number): Generator<Row> {
  const { tool } = walk;
  const members = membersOf(object);
  const table = tableRows(members);
  if (table !== undefined) {
    walk.frames.push({ object, rows: table.length });
    yield* at(walk, { ...place, value: table }, depth + 1);
    return;
  }
  const ways = waysOf(tool, members);
  if (ways.length === 0) {
    yield* rowIn(walk, place, members);
    return;
  }
  const own = textOf(members, tool.fields.host) ?? tool.host?.(members);
  const host = own ?? place.host;
  if (!checkNeeds(walk, members, host)) return;
  if (ways.every((way) => !way.isWhole))
    walk.frames.push({ object, rows: Math.max(...ways.map(({ rows }) => rows)) });
  let rows = 0;
  for (const { key, value, isMap } of ways) {
    const below = isMap
      ? inMap(walk, key, value, host, depth)
      : at(walk, { value, host, isElement: false }, depth + 1);
    for (const row of below) {
      rows++;
      yield row;
    }
  }
  if (rows === 0 && own !== undefined && !tool.trace) walk.faults.add(NO_PROGRAMS, own);
}

function* inMap(walk: Walk, key: string, map: Json, host: string | undefined, depth: number): Generator<Row> {
  walk.lists++;
  const isNamed = walk.tool.maps?.split(' ').includes(`${key}:name`) === true;
  for (const [name, value] of isObject(map) ? Object.entries(map) : []) {
    yield* at(walk, { value, host, isElement: true, ...(isNamed ? { key: name } : {}) }, depth + 1);
  }
}

interface Way {
  readonly key: string;
  readonly value: Json;
  readonly isMap: boolean;
  /** The object is the map itself. */
  readonly isWhole?: true;
  readonly rows: number;
}

/** The members of an object that lead to rows. */
function waysOf(tool: AnswerTool, members: Members): Way[] {
  const lists = tool.lists?.split(' ') ?? [];
  const maps = (tool.maps?.split(' ') ?? []).map((map) => map.replace(/:name$/u, ''));
  const ways: Way[] = [];
  const isNamed = textOf(members, tool.fields.name) !== undefined;
  for (const [key, value] of members) {
    if (typeof value !== 'object' || value === null) continue;
    // What has a name may have a list of its own, and is a row.
    if (isNamed && !lists.includes(key) && isList(value) && !value.some((item) => isObject(item))) continue;
    const isMap = maps.includes(key) && !isList(value);
    if (!isMap && !lists.includes(key) && !WRAPPERS.has(key)) continue;
    ways.push({ key, value, isMap, rows: isMap ? Object.keys(value).length : sizeOf(tool, value) });
  }
  const own = [...members].filter(([, value]) => !isRemark(value));
  if (ways.length === 0 && !isNamed && maps.includes('*') && own.every(([, value]) => isObject(value))) {
    return [{ key: '*', value: Object.fromEntries(own), isMap: true, isWhole: true, rows: own.length }];
  }
  return ways;
}

/** How many elements the first lists have that an object leads to. */
function sizeOf(tool: AnswerTool, value: Json): number {
  if (isList(value)) return value.length;
  if (!isObject(value)) return 0;
  const members = membersOf(value);
  return tableRows(members)?.length ?? Math.max(0, ...waysOf(tool, members).map(({ rows }) => rows));
}

function* rowIn(walk: Walk, place: Place, written: Members): Generator<Row> {
  const { tool } = walk;
  const members = tool.unwrap?.(written) ?? written;
  if (!checkNeeds(walk, members, textOf(members, tool.fields.host) ?? place.host)) return;
  if (tool.isOther?.(members)) return;
  const isNamed = textOf(members, tool.fields.name) !== undefined || place.key !== undefined;
  if (isNamed) yield { members, host: place.host, key: place.key };
  else if (place.isElement || members.has('error')) {
    walk.faults.add(`a row without a name: ${quoted(JSON.stringify(Object.fromEntries(members)))}`);
  }
}

/** A computer whose programs were not asked for, or could not be reported, has no list of them. */
function checkNeeds({ tool, faults }: Walk, members: Members, host: string | undefined): boolean {
  const [mark, needed] = tool.needs?.split(' ') ?? [];
  if (mark === undefined || needed === undefined || !members.has(mark)) return true;
  const section = members.get(needed);
  if (section !== undefined && section !== null) return true;
  faults.add(`no ${needed}: its programs are not in this answer`, host ?? 'a computer');
  return false;
}
