import { type ErrorCollector, errorCollector } from '../../formats/errors.ts';
import { field, type Json, jsonPart, listField, stringField } from '../../formats/markup/json.ts';
import { beginsAsJson } from '../../formats/markup/json-beginning.ts';
import { quoted } from '../../formats/source-position.ts';
import { headLines, type Line, numberedLines } from '../../formats/text/lines.ts';
import type { Program, Reader } from '../../types.ts';
import { type ShapeObject, shapeOf } from '../answers/shape.ts';

/**
 * Lists of snaps: the table of `snap list`, and the answer of snapd's interface to `/v2/snaps`.
 *
 * @see https://snapcraft.io/docs/snapd-api
 */
export const snapList: Reader = {
  id: 'snap-list',
  title: 'Lists of snaps (snap list, /v2/snaps)',
  paths: [],
  recognises(head) {
    const lines = headLines(head);
    return isTable(lines) || isAnswer(shapeOf(head));
  },
  *read(bytes) {
    yield* beginsAsJson(bytes) ? answer(bytes) : table(bytes);
  },
};

/** `{"type":"sync","status-code":200,"status":"OK","result":[{"id":…,"title":…`, in any order. */
function isAnswer(objects: readonly ShapeObject[]): boolean {
  const top = objects.find(({ path }) => path.length === 0);
  const isSnap = ({ path, keys }: ShapeObject): boolean =>
    path.length === 1 &&
    path[0] === 'result' &&
    ['snap', 'confinement', 'revision', 'trackingchannel'].some((key) => keys.has(key));
  return top?.texts.get('type') === 'sync' && top.keys.has('statuscode') && objects.some(isSnap);
}

function* answer(bytes: Uint8Array): Generator<Program> {
  const { value, fault } = jsonPart(bytes);
  for (const snap of Array.isArray(value) ? value : listField(value, 'result')) {
    const program = programOf(snap);
    if (program !== undefined) yield program;
  }
  if (fault !== undefined) throw fault;
  if (!Array.isArray(value) && !Array.isArray(field(value, 'result'))) {
    throw new SyntaxError('not a snapd answer: no result');
  }
}

function programOf(snap: Json): Program | undefined {
  const name = stringField(snap, 'name');
  const status = stringField(snap, 'status');
  // What a search of the store finds has the same shape.
  if (status === 'available' || status === 'removed') return undefined;
  if (name === undefined) throw new SyntaxError(`a snap without a name: ${quoted(JSON.stringify(snap))}`);
  const version = stringField(snap, 'version');
  const publisher = stringField(snap, 'publisher', 'display-name') ?? stringField(snap, 'developer');
  const day = DAY.exec(stringField(snap, 'install-date') ?? '')?.[0];
  return {
    name,
    ...(version ? { version } : {}),
    ...(publisher ? { publisher } : {}),
    ...(day ? { installedOn: day } : {}),
    ids: [`snap:${name.split('_')[0]}`],
    ...(status === 'installed' ? { marks: ['disabled'] } : {}),
  };
}

const DAY = /^\d{4}-\d{2}-\d{2}(?=T)/u;

/**
 * `Name  Version  Rev  Tracking  Publisher  Notes`: the header is translated, its columns are not moved;
 * before 2018 there was no tracking.
 */
const ROW =
  /^(?<name>[a-z0-9][a-z0-9-]*(?:_[a-z0-9]+)?) +(?<version>\S+) +(?<revision>x?\d+|-)(?: +(?<tracking>\S+))? +(?<publisher>\S+) +(?<notes>\S+) *$/u;

function isTable(lines: readonly string[]): boolean {
  const [header = '', ...rows] = lines.filter((line) => line.trim() !== '');
  return (
    rows.length > 0 &&
    header.trim().split(/ {2,}/u).length > 3 &&
    !ROW.test(header) &&
    rows.every((row) => ROW.test(row))
  );
}

function* table(bytes: Uint8Array): Generator<Program> {
  const faults = errorCollector();
  const lines = [...numberedLines(bytes)].filter(({ text }) => text.trim() !== '');
  if (lines.length === 0) throw new SyntaxError('an empty list');
  for (const [at, line] of lines.entries()) {
    const row = ROW.exec(line.text)?.groups;
    if (row !== undefined) yield rowOf(row, line);
    else if (at > 0 || lines.length === 1 || /\d/u.test(line.text))
      faults.add(`line ${line.number}: no snap: ${quoted(line.text)}`);
    noteEnd(line, faults);
  }
  faults.throwIfAny();
}

function rowOf(row: Record<string, string | undefined>, { number }: Line): Program {
  const { name = '', version, publisher = '', notes = '' } = row;
  const maker = publisher.replace(VERIFIED, '');
  return {
    name,
    ...(version && version !== '-' ? { version } : {}),
    ...(maker && maker !== '-' ? { publisher: maker } : {}),
    ids: [`snap:${name.split('_')[0]}`],
    ...(notes.split(',').includes('disabled') ? { marks: ['disabled'] } : {}),
    line: number,
  };
}

/** Marks of the store behind the name of a publisher. */
const VERIFIED = /[✓✪*]+$/u;

function noteEnd({ ended, number, text }: Line, faults: ErrorCollector): void {
  if (!ended) faults.add(`line ${number}: truncated before the line end: ${quoted(text)}`);
}
