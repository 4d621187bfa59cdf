import { errorCollector } from '../../formats/errors.ts';
import { isList, isObject, type Json } from '../../formats/markup/json.ts';
import { abridgedJson } from '../../formats/markup/json-abridged.ts';
import { type JsonDocuments, jsonDocuments } from '../../formats/markup/json-documents.ts';
import { withoutNeedlessEscapes } from '../../formats/markup/json-escapes.ts';
import { yamlDocuments } from '../../formats/markup/yaml.ts';
import { quoted } from '../../formats/source-position.ts';
import { text } from '../../formats/text/decode.ts';
import type { Program, Reader, Telltale } from '../../types.ts';
import type { NoteFact } from '../../vocabulary.ts';
import { type Frame, frameGap, type Page, pageGap } from './gaps.ts';
import { membersOf, textOf } from './keys.ts';
import { notePage } from './page.ts';
import { byEachName, ofHost, programOf } from './program.ts';
import { type ShapeObject, shapeOf } from './shape.ts';
import { type AnswerTool, isKnown } from './tool.ts';
import { rowsOf, type Walk } from './walk.ts';
import { yamlShapeOf } from './yaml-shape.ts';

/** How many bytes recognition gets, for a reader that looks again at what it reads. */
const HEAD = 1 << 16;

/**
 * A reader of the answers of several tools: JSON or YAML in any order and layout, wrapped or bare, one document or the pages
 * of an answer one behind the other. An answer that is not complete, by its own words, is read and then reported.
 */
export function answerReader(
  reader: Pick<Reader, 'id' | 'title' | 'supplementary'>,
  tools: readonly AnswerTool[],
): Reader {
  const toolOf = (head: Uint8Array) => {
    const objects = objectsOf(head);
    return objects.length === 0 ? undefined : tools.find((tool) => isKnown(tool, objects));
  };
  return {
    ...reader,
    paths: [],
    recognises: (head) => toolOf(head) !== undefined,
    telltales: tools.flatMap(telltalesOf),
    *read(bytes, _resolver, _prefilter, note) {
      const tool = toolOf(bytes.subarray(0, HEAD)) ?? toolOf(abridgedJson(bytes) ?? bytes.subarray(0, 0));
      if (tool === undefined) throw new SyntaxError('not an answer of a known interface');
      yield* programsOf(tool, bytes, note);
    },
  };
}

/** The objects of the beginning of JSON or, where it is none, of YAML. */
function objectsOf(head: Uint8Array): readonly ShapeObject[] {
  const objects = shapeOf(withoutNeedlessEscapes(head));
  return objects.length > 0 ? objects : yamlShapeOf(head);
}

/** The documents of an answer in either. */
function documentsOf(bytes: Uint8Array): JsonDocuments {
  const head = bytes.subarray(0, HEAD);
  if (shapeOf(withoutNeedlessEscapes(head)).length > 0 || yamlShapeOf(head).length === 0)
    return jsonDocuments(bytes);
  const { values, fault } = yamlDocuments(bytes);
  return { values, fault: fault ?? truncatedLine(bytes) };
}

/** YAML has no end mark but the end of its last line. */
function truncatedLine(bytes: Uint8Array): SyntaxError | undefined {
  const source = text(bytes);
  return source.endsWith('\n') ? undefined : new SyntaxError(`truncated after ${quoted(source.slice(-40))}`);
}

/** Sets of keys large enough that all but one of them show the tool. */
function telltalesOf({ title, known }: AnswerTool): Telltale[] {
  return known.flatMap((set) => {
    const keys = set.split(' ');
    const isPlain = keys.length > 2 && !/[=/]/u.test(set);
    return isPlain ? [{ format: `an answer of ${title}`, keys, anyCase: true as const }] : [];
  });
}

function* programsOf(tool: AnswerTool, bytes: Uint8Array, note?: NoteFact): Generator<Program> {
  const { values, fault } = documentsOf(bytes);
  const walks: Walk[] = [];
  const faults = errorCollector();
  let rows = 0;
  for (const value of values) {
    const walk: Walk = { tool, frames: [], faults, lists: 0 };
    walks.push(walk);
    for (const { members, ...around } of rowsOf(walk, value)) {
      rows++;
      const program = typeof members === 'string' ? tool.text?.(members) : programOf(tool, members, around);
      if (program === undefined) faults.add(`not a program: ${quoted(shown(members))}`);
      else if (program === 'absent') continue;
      else if (typeof members === 'string') yield { ...program, ...ofHost(around.host) };
      else yield* byEachName(program, textOf(members, tool.fields.title));
    }
  }
  const reason = gapOf(tool, walks, values) ?? fullPage(tool, rows, walks);
  noteAnswer({ note, tool, walks, rows }, values);
  if (fault) faults.add(fault.message);
  if (reason !== undefined) faults.add(`the answer is incomplete: ${reason}`);
  faults.throwIfAny();
  if (rows === 0 && walks.every(({ lists }) => lists === 0))
    throw new SyntaxError('no list of programs in this answer');
}

/** The elements of the outermost lists. */
function outerRows(walks: readonly Walk[]): number {
  return walks.reduce((sum, { frames }) => sum + (frames[0]?.rows ?? 0), 0);
}

function shown(members: ReadonlyMap<string, Json> | string): string {
  return JSON.stringify(typeof members === 'string' ? members : Object.fromEntries(members));
}

function gapOf(tool: AnswerTool, walks: readonly Walk[], values: readonly Json[]): string | undefined {
  const total = outerRows(walks);
  for (const [index, { frames }] of walks.entries()) {
    for (const [depth, frame] of frames.entries()) {
      const page: Page = {
        isFirst: index === 0 || depth > 0,
        isLast: index === walks.length - 1 || depth > 0,
        pages: walks.length,
        rows: depth === 0 ? total : 0,
      };
      const reason =
        tool.gap?.(membersOf(frame.object)) ??
        frameGap(frame, page) ??
        (depth === 0 ? pageGap(frame, page) : undefined);
      if (reason !== undefined) return reason;
    }
  }
  return values.map((value) => errorIn(tool, value)).find((reason) => reason !== undefined);
}

/** How many frames of a walk are around all of its rows: wrappers, and no elements with lists of their own. */
function wrappersOf({ frames }: Walk): number {
  const inner = frames.findIndex(({ rows }) => rows !== frames[0]?.rows);
  return inner < 0 ? frames.length : inner;
}

/** Shows which page of an answer a file holds, unless something else than its pages keeps it from being complete. */
function noteAnswer(
  {
    note,
    tool,
    walks,
    rows,
  }: { note: NoteFact | undefined; tool: AnswerTool; walks: readonly Walk[]; rows: number },
  values: readonly Json[],
): void {
  const whole = { isFirst: true, isLast: true, pages: Infinity, rows: 0 };
  const isOpen = ({ object, ...frame }: Frame) =>
    (tool.gap?.(membersOf(object)) ?? frameGap({ object, ...frame }, whole)) !== undefined;
  if (walks.some((walk) => walk.frames.slice(wrappersOf(walk)).some(isOpen))) return;
  if (values.some((value) => errorIn(tool, value) !== undefined)) return;
  const documents = walks.map((walk, at) => {
    const wrappers = walk.frames.slice(0, wrappersOf(walk)).map(({ object }) => object);
    return wrappers.length > 0 ? (Object.assign({}, ...wrappers) as Json) : { rows: values[at] ?? null };
  });
  notePage(note, documents, outerRows(walks), tool.fullPages?.includes(rows));
}

/** What an interface answers instead of rows. */
function errorIn(tool: AnswerTool, value: Json): string | undefined {
  if (!isObject(value) || isList(value)) return undefined;
  const own = tool.gap?.(membersOf(value));
  if (own !== undefined) return own;
  const page = { isFirst: false, isLast: false, pages: Infinity, rows: 0 };
  return frameGap({ object: value, rows: Infinity }, page);
}

function fullPage({ fullPages }: AnswerTool, rows: number, walks: readonly Walk[]): string | undefined {
  const isOnePage = walks.length === 1 || walks.every(({ lists }) => lists === 0);
  return isOnePage && fullPages?.includes(rows)
    ? `exactly ${rows} rows, as many as one page holds; nothing says that there are no more`
    : undefined;
}
