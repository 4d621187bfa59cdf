/**
 * The YAML that rule files mostly are: block mappings and lists of one-line texts, flow collections on one line, comment
 * lines. It is read some ten times faster than all of YAML. Whatever goes beyond that, and whatever is wrong, is left
 * to the whole parser, which shows what it is; both give the same of what this one takes.
 */

/** Data with where each part of it begins. */
export interface PlainYaml {
  readonly data: unknown;
  readonly places: WeakMap<object, Map<string | number, readonly [key: number, value: number]>>;
  readonly starts: WeakMap<object, number>;
}

/** Reads plain YAML; undefined when the text is more than that. */
export function plainYaml(text: string): PlainYaml | undefined {
  if (UNUSUAL.test(text)) return undefined;
  const lines = linesOf(text);
  const first = lines?.[0];
  if (!lines || first?.indent !== 0) return undefined;
  const reading: Reading = { lines, at: 0, places: new WeakMap(), starts: new WeakMap() };
  const data = block(reading, 0, 0);
  return data === BEYOND || reading.at < lines.length ? undefined : { ...reading, data };
}

/** Control characters, tabs, carriage returns, odd line ends and marks of documents and directives. */
const UNUSUAL = /[\0-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff]|^(?:---|\.\.\.|%)/mu;
/** What this reader does not take on. */
const BEYOND = Symbol('beyond plain YAML');
const LONGEST_LINE = 1000;
const MAX_DEPTH = 20;

interface Line {
  readonly indent: number;
  readonly text: string;
  readonly offset: number;
}

interface Reading {
  readonly lines: Line[];
  at: number;
  readonly places: PlainYaml['places'];
  readonly starts: PlainYaml['starts'];
}

function linesOf(text: string): Line[] | undefined {
  const lines: Line[] = [];
  let offset = 0;
  for (const raw of text.split('\n')) {
    const trimmed = raw.trimStart();
    const indent = raw.length - trimmed.length;
    if (raw.length > LONGEST_LINE) return undefined;
    if (trimmed !== '' && !trimmed.startsWith('#'))
      lines.push({ indent, text: trimmed.trimEnd(), offset: offset + indent });
    offset += raw.length + 1;
  }
  return lines;
}

function block(reading: Reading, indent: number, depth: number): unknown {
  if (depth > MAX_DEPTH) return BEYOND;
  const line = reading.lines[reading.at];
  return line?.text.startsWith('- ') ? sequence(reading, indent, depth) : mapping(reading, indent, depth);
}

const KEY = /^(?<key>[A-Za-z][\w.-]*):(?<gap> +|$)(?<rest>.*)$/u;

function mapping(reading: Reading, indent: number, depth: number): unknown {
  const data: Record<string, unknown> = {};
  const places = new Map<string | number, readonly [number, number]>();
  reading.starts.set(data, reading.lines[reading.at]?.offset ?? 0);
  reading.places.set(data, places);
  for (
    let line = reading.lines[reading.at];
    line && line.indent >= indent;
    line = reading.lines[reading.at]
  ) {
    const { key, gap = '', rest = '' } = KEY.exec(line.text)?.groups ?? {};
    if (line.indent > indent || key === undefined || key in data) return BEYOND;
    const inline = rest !== '';
    if (inline) reading.at += 1;
    const offset = line.offset + key.length + 1 + gap.length;
    const value = inline ? oneLine(reading, rest, offset, indent) : below(reading, indent, depth);
    if (value === BEYOND) return BEYOND;
    places.set(key, [line.offset, inline ? offset : (startOf(reading, value) ?? line.offset)]);
    data[key] = value;
  }
  return data;
}

/** What stands below a key: a deeper block, or a list whose dashes are as deep as the key. */
function below(reading: Reading, indent: number, depth: number): unknown {
  reading.at += 1;
  const next = reading.lines[reading.at];
  if (!next || next.indent < indent) return BEYOND;
  if (next.indent === indent && !next.text.startsWith('- ')) return BEYOND;
  return next.indent === indent
    ? sequence(reading, indent, depth + 1)
    : block(reading, next.indent, depth + 1);
}

function sequence(reading: Reading, indent: number, depth: number): unknown {
  const data: unknown[] = [];
  const places = new Map<string | number, readonly [number, number]>();
  reading.starts.set(data, reading.lines[reading.at]?.offset ?? 0);
  reading.places.set(data, places);
  for (
    let line = reading.lines[reading.at];
    line && line.indent >= indent;
    line = reading.lines[reading.at]
  ) {
    if (line.indent > indent) return BEYOND;
    // A list as deep as its key ends where the next key begins.
    if (!line.text.startsWith('- ')) break;
    const text = line.text.slice(2).trimStart();
    const offset = line.offset + line.text.length - text.length;
    const value = item(reading, line, text, offset, depth);
    if (value === BEYOND) return BEYOND;
    places.set(data.length, [offset, offset]);
    data.push(value);
  }
  return data;
}

/** A mapping may begin behind the dash; the rest of it is as deep as its first key. */
function item(reading: Reading, line: Line, text: string, offset: number, depth: number): unknown {
  if (!KEY.test(text)) {
    reading.at += 1;
    return text.startsWith('- ') ? BEYOND : oneLine(reading, text, offset, line.indent);
  }
  const indent = line.indent + line.text.length - text.length;
  reading.lines[reading.at] = { indent, text, offset };
  return depth > MAX_DEPTH ? BEYOND : mapping(reading, indent, depth + 1);
}

function startOf(reading: Reading, value: unknown): number | undefined {
  return typeof value === 'object' && value !== null ? reading.starts.get(value) : undefined;
}

/** A value on the line of its key or dash; a deeper line after it would be a part of it. */
function oneLine(reading: Reading, text: string, offset: number, indent: number): unknown {
  if ((reading.lines[reading.at]?.indent ?? 0) > indent) return BEYOND;
  if (text.includes('#')) return BEYOND;
  if (text.startsWith('[') || text.startsWith('{')) return flow(reading, text, offset);
  return scalar(text, false);
}

/** A text in the middle of a line that begins like nothing else in YAML. */
const PLAIN = /^[\p{L}\p{N}./(_«][^\n]*$/u;
const PLAIN_IN_FLOW = /^[\p{L}\p{N}./(_«][^,[\]{}\n]*$/u;
const SINGLE_QUOTED = /^'(?<inner>(?:[^']|'')*)'$/u;
const DOUBLE_QUOTED = /^"(?<inner>[^"\\]*)"$/u;
const KEY_INSIDE = /:(?:\s|$)/u;

function scalar(text: string, inFlow: boolean): unknown {
  const single = SINGLE_QUOTED.exec(text)?.groups?.['inner'];
  if (single !== undefined) return single.replace(/''/gu, "'");
  const double = DOUBLE_QUOTED.exec(text)?.groups?.['inner'];
  if (double !== undefined) return double;
  if (!(inFlow ? PLAIN_IN_FLOW : PLAIN).test(text) || KEY_INSIDE.test(text)) return BEYOND;
  if (/^(?:null|Null|NULL)$/u.test(text)) return BEYOND;
  if (/^(?:true|True|TRUE)$/u.test(text)) return true;
  return /^(?:false|False|FALSE)$/u.test(text) ? false : text;
}

/** A token of a flow collection: a sign, or a text up to the next one. */
const TOKEN =
  / *(?:(?<sign>[[\]{},])|(?<key>[A-Za-z][\w.-]*): +|(?<text>'(?:[^']|'')*'|"[^"\\]*"|[^ '"[\]{},][^'"[\]{},]*))/uy;

interface Flow {
  readonly reading: Reading;
  readonly text: string;
  readonly offset: number;
  at: number;
}

function flow(reading: Reading, text: string, offset: number): unknown {
  const state: Flow = { reading, text, offset, at: 0 };
  const value = flowValue(state, nextToken(state), 0);
  return state.at === text.length ? value : BEYOND;
}

interface Token {
  readonly sign?: string | undefined;
  readonly key?: string | undefined;
  readonly text?: string | undefined;
  readonly offset: number;
}

function nextToken(state: Flow): Token | undefined {
  TOKEN.lastIndex = state.at;
  const match = TOKEN.exec(state.text);
  if (!match) return undefined;
  state.at = TOKEN.lastIndex;
  const spaces = match[0].length - match[0].trimStart().length;
  const { sign, key, text } = match.groups ?? {};
  return { sign, key, text: text?.trimEnd(), offset: state.offset + match.index + spaces };
}

function flowValue(state: Flow, token: Token | undefined, depth: number): unknown {
  if (!token || depth > MAX_DEPTH) return BEYOND;
  if (token.text !== undefined) return scalar(token.text, true);
  if (token.sign !== '[' && token.sign !== '{') return BEYOND;
  const isList = token.sign === '[';
  const data: Record<string, unknown> | unknown[] = isList ? [] : {};
  const places = new Map<string | number, readonly [number, number]>();
  state.reading.starts.set(data, token.offset);
  state.reading.places.set(data, places);
  return entries(state, data, places, depth) ? data : BEYOND;
}

/** Whether the entries up to the closing sign are plain; they are put into the data. */
function entries(
  state: Flow,
  data: Record<string, unknown> | unknown[],
  places: Map<string | number, readonly [number, number]>,
  depth: number,
): boolean {
  const close = Array.isArray(data) ? ']' : '}';
  for (let token = nextToken(state), count = 0; token; token = nextToken(state), count += 1) {
    if (token.sign === close) return count === 0;
    if (Array.isArray(data) !== (token.key === undefined)) return false;
    const name = token.key ?? count;
    const start = token.key === undefined ? token : nextToken(state);
    const value = flowValue(state, start, depth + 1);
    if (value === BEYOND || !start || places.has(name) || name in Object.prototype) return false;
    places.set(name, [token.offset, start.offset]);
    if (Array.isArray(data)) data.push(value);
    else data[name] = value;
    const next = nextToken(state)?.sign;
    if (next === close) return true;
    if (next !== ',') return false;
  }
  return false;
}
