import { limits } from '../../limits.ts';
import { xmlCharacters } from '../markup/xml-characters.ts';
import { lineOf, quoted } from '../source-position.ts';
import type { Plist, PlistPart } from './value.ts';

/**
 * The value of an XML property list. It is read without a general parser, because an inventory of a machine
 * is a large one: no document type is followed, nothing is declared, nothing is expanded.
 *
 * @see https://www.apple.com/DTDs/PropertyList-1.0.dtd
 */
export function xmlPlist(source: string): PlistPart {
  const reading: Reading = { source, at: 0, open: [], root: undefined, values: 0, stray: undefined };
  try {
    while (reading.at < source.length) step(reading);
    if (reading.root === undefined || reading.open.length > 0)
      throw fault(source, source.length, 'the end of the list is wanted');
    return { value: reading.root, fault: reading.stray };
  } catch (error) {
    // Only faults of our own are thrown inside; what is whole goes with them.
    if (!(error instanceof SyntaxError)) throw error;
    return { value: salvaged(reading), fault: error };
  }
}

/** A container that was opened; `key` is the one whose value is awaited. */
type Open =
  | { readonly kind: 'plist' }
  | { readonly kind: 'array'; readonly values: Plist[] }
  | { readonly kind: 'dict'; readonly values: Map<string, Plist>; key: string | undefined };

interface Reading {
  readonly source: string;
  at: number;
  readonly open: Open[];
  root: Plist | undefined;
  values: number;
  /** Text where none belongs, or a key that stands twice: the values around it are whole. */
  stray: SyntaxError | undefined;
}

const PLAIN = new Set(
  ['dict', 'array', 'key', 'string', 'integer', 'real', 'date', 'data'].flatMap((name) => [name, `/${name}`]),
)
  .add('true/')
  .add('false/');
/** What stands between the brackets of a tag that has attributes, blanks or a rare name. */
const TAG = /^(?<name>\/?[A-Za-z]+)(?:\s[^<>/]{0,200}|\s*)(?<empty>\/?)$/u;
const INTEGER = /^[+-]?(?:\d{1,40}|0[xX][\dA-Fa-f]{1,32})$/u;
const SHORT = /^-?\d{1,15}$/u;
const REAL = /^[+-]?(?:\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?|nan|inf|infinity)$/iu;
const DATE =
  /^(?<year>\d{4})(?:-(?<month>\d\d)(?:-(?<day>\d\d)(?:T(?<hour>\d\d)(?::(?<minute>\d\d)(?::(?<second>\d\d))?)?)?)?)?Z$/u;
const BASE64 = /^[\w+/]*={0,2}$/u;

function step(reading: Reading): void {
  const { source } = reading;
  const start = source.indexOf('<', reading.at);
  const between = source.slice(reading.at, start === -1 ? source.length : start);
  if (between.trim() !== '')
    reading.stray ??= fault(source, reading.at + between.search(/\S/u), 'text between elements');
  if (start === -1) {
    reading.at = source.length;
    return;
  }
  reading.at = start;
  if (source.startsWith('<!--', start)) reading.at = past(source, '-->', start + 4);
  else if (source.startsWith('<?', start)) reading.at = past(source, '?>', start + 2);
  else if (source.startsWith('<!DOCTYPE', start)) doctype(reading);
  else tag(reading);
}

function doctype(reading: Reading): void {
  const end = past(reading.source, '>', reading.at);
  const bracket = reading.source.indexOf('[', reading.at);
  if (bracket !== -1 && bracket < end) throw fault(reading.source, bracket, 'declarations are not read');
  reading.at = end;
}

function tag(reading: Reading): void {
  const { source, at } = reading;
  const end = source.indexOf('>', at) + 1;
  let name = source.slice(at + 1, end - 1);
  if (!PLAIN.has(name)) {
    const groups = end === 0 ? undefined : TAG.exec(name)?.groups;
    if (groups === undefined) throw fault(source, at, 'no element of a property list');
    name = `${groups['name']}${groups['empty']}`;
  }
  reading.at = end;
  if (name.startsWith('/')) close(reading, name.slice(1), at);
  else if (name.endsWith('/')) empty(reading, name.slice(0, -1), at);
  else if (isContainer(name)) open(reading, name, at);
  else scalar(reading, name, at, end);
}

function isContainer(name: string): name is Open['kind'] {
  return name === 'dict' || name === 'array' || name === 'plist';
}

function empty(reading: Reading, name: string, at: number): void {
  if (isContainer(name)) {
    open(reading, name, at);
    close(reading, name, at);
  } else content(reading, name, '', at);
}

function open(reading: Reading, kind: Open['kind'], at: number): void {
  const { open, source } = reading;
  if (kind === 'plist' && (open.length > 0 || reading.root !== undefined))
    throw fault(source, at, 'a list in a list');
  expectValue(reading, at);
  if (open.length >= limits.nesting)
    throw fault(source, at, `nested deeper than ${limits.nesting} levels (limit: nesting)`);
  if (kind === 'plist') open.push({ kind });
  else if (kind === 'array') open.push({ kind, values: [] });
  else open.push({ kind, values: new Map(), key: undefined });
}

function close(reading: Reading, name: string, at: number): void {
  const last = reading.open.pop();
  if (last?.kind !== name) {
    if (last) reading.open.push(last);
    throw fault(reading.source, at, `the end of "${last?.kind ?? 'the document'}" is wanted`);
  }
  if (last.kind === 'plist') {
    if (reading.root === undefined) throw fault(reading.source, at, 'the property list holds no value');
    return;
  }
  if (last.kind === 'dict' && last.key !== undefined)
    throw fault(reading.source, at, `no value for ${quoted(last.key)}`);
  put(reading, last.values, at);
}

function scalar(reading: Reading, name: string, at: number, from: number): void {
  const { source } = reading;
  const end = endOfText(source, from);
  const close = `</${name}`;
  const after = source.indexOf('>', end) + 1;
  if (
    !source.startsWith(close, end) ||
    after === 0 ||
    source.slice(end + close.length, after - 1).trim() !== ''
  ) {
    throw fault(source, end, `the end of "${name}" is wanted`);
  }
  reading.at = after;
  content(reading, name, xmlCharacters(source, from, end), at);
}

function content(reading: Reading, name: string, value: string, at: number): void {
  if (name === 'key') putKey(reading, value, at);
  else put(reading, valueOf(reading.source, name, value, at), at);
}

/** The end of text, with its CDATA sections and comments. */
function endOfText(source: string, from: number): number {
  let at = source.indexOf('<', from);
  while (at !== -1) {
    if (source[at + 1] !== '!') return at;
    if (source.startsWith('<![CDATA[', at)) at = past(source, ']]>', at + 9);
    else if (source.startsWith('<!--', at)) at = past(source, '-->', at + 4);
    else return at;
    at = source.indexOf('<', at);
  }
  throw fault(source, source.length, 'the end of an element is wanted');
}

function putKey(reading: Reading, key: string, at: number): void {
  const last = reading.open.at(-1);
  if (last?.kind !== 'dict' || last.key !== undefined)
    throw fault(reading.source, at, 'no key is wanted here');
  last.key = key;
}

function put(reading: Reading, value: Plist, at: number): void {
  expectValue(reading, at);
  if (++reading.values > limits.programs * 10)
    throw fault(reading.source, at, `more than ${limits.programs * 10} values (limit: programs)`);
  const last = reading.open.at(-1);
  if (last?.kind === 'array') last.values.push(value);
  else if (last?.kind === 'dict' && last.key !== undefined) {
    const known = last.values.get(last.key);
    if (known !== undefined && known !== value)
      reading.stray ??= fault(
        reading.source,
        at,
        `the key ${quoted(last.key)} stands twice, with two values`,
      );
    last.values.set(last.key, value);
    last.key = undefined;
  } else reading.root = value;
}

function expectValue(reading: Reading, at: number): void {
  const last = reading.open.at(-1);
  if (last?.kind === 'dict' && last.key === undefined) throw fault(reading.source, at, 'a key is wanted');
  if ((last === undefined || last.kind === 'plist') && reading.root !== undefined) {
    throw fault(reading.source, at, 'a second value');
  }
}

function valueOf(source: string, name: string, content: string, at: number): Plist {
  switch (name) {
    case 'string':
      return content;
    case 'true':
    case 'false':
      if (content.trim() !== '') throw fault(source, at, `text in "${name}"`);
      return name === 'true';
    case 'integer':
      return integer(source, content.trim(), at);
    case 'real':
      return real(source, content.trim(), at);
    case 'date':
      return date(source, content.trim(), at);
    case 'data':
      return data(source, content.replace(/\s+/gu, ''), at);
    default:
      throw fault(source, at, 'no element of a property list');
  }
}

function integer(source: string, content: string, at: number): Plist {
  if (!INTEGER.test(content)) throw fault(source, at, 'no integer');
  if (SHORT.test(content)) return Number(content);
  const negative = content.startsWith('-');
  const digits = content.replace(/^[+-]/u, '');
  const value = negative ? -BigInt(digits) : BigInt(digits);
  return value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER ? Number(value) : value;
}

function real(source: string, content: string, at: number): Plist {
  if (!REAL.test(content)) throw fault(source, at, 'no real number');
  if (/nan/iu.test(content)) return Number.NaN;
  if (/inf/iu.test(content)) return content.startsWith('-') ? -Infinity : Infinity;
  return Number(content);
}

function date(source: string, content: string, at: number): Plist {
  const groups = DATE.exec(content)?.groups;
  if (groups === undefined) throw fault(source, at, 'no date');
  const { year, month = '01', day = '01', hour = '00', minute = '00', second = '00' } = groups;
  const value = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  if (Number.isNaN(value.getTime())) throw fault(source, at, 'no date');
  return value;
}

function data(source: string, content: string, at: number): Plist {
  if (!BASE64.test(content)) throw fault(source, at, 'no base64');
  return new Uint8Array(Buffer.from(content, 'base64'));
}

/**
 * Whole elements of the innermost array that has any, in the containers around it, and the whole entries of
 * the dictionary at the top: an incomplete one inside an array is an incomplete record.
 */
function salvaged(reading: Reading): Plist | undefined {
  const { open } = reading;
  let value: Plist | undefined = reading.root;
  for (let last = open.pop(); last; last = open.pop()) {
    if (last.kind === 'plist') continue;
    if (last.kind === 'array') {
      if (value !== undefined) last.values.push(value);
      if (last.values.length > 0) value = last.values;
    } else if (value !== undefined && last.key !== undefined) {
      value = new Map(last.values).set(last.key, value);
    } else if (last.values.size > 0 && open.every(({ kind }) => kind === 'plist')) value = last.values;
  }
  return value;
}

function past(source: string, mark: string, from: number): number {
  const at = source.indexOf(mark, from);
  if (at === -1) throw fault(source, source.length, `"${mark}" is wanted`);
  return at + mark.length;
}

function fault(source: string, offset: number, reason: string): SyntaxError {
  const line = `line ${lineOf(source, offset)}`;
  if (offset < source.length) return new SyntaxError(`${line}: ${reason}: ${quoted(source, offset)}`);
  return new SyntaxError(
    `${line}: truncated after ${quoted(source, Math.max(0, source.length - 40))}: ${reason}`,
  );
}
