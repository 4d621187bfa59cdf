import { SaxesParser, type SaxesTagNS } from 'saxes';
import { limits } from '../../limits.ts';
import { quoted } from '../source-position.ts';
import { attempt } from '../try.ts';
import { xmlText } from './xml-text.ts';

/** An element of an XML document with everything inside it. */
export interface XmlElement {
  /** Without its prefix. */
  readonly name: string;
  /** The namespace's URI; empty when there is none. */
  readonly namespace: string;
  /** By the name as written, with its prefix. */
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlElement[];
  /** Its own text, without that of its children; CDATA included, blanks as written. */
  readonly text: string;
  /** The line of its start tag, from 1. */
  readonly line: number;
}

/**
 * The root element of a whole document. Nothing is fetched and no document type declares anything: an
 * internal subset, where entities are declared, is an error.
 *
 * @throws SyntaxError with line and column for what is not well-formed, for an encoding that the bytes do not
 * have, for nesting or a number of elements beyond the limits.
 * @see https://www.w3.org/TR/xml/
 */
export function xml(bytes: Uint8Array): XmlElement {
  const [root] = [...xmlRoot(bytes)];
  return root as XmlElement;
}

/**
 * The root element of a whole document, and behind it the fault if there is one: so a program that stands before text of
 * another document counts, and the text is reported.
 *
 * @throws SyntaxError like {@link xml}.
 */
export function* xmlRoot(bytes: Uint8Array): Generator<XmlElement> {
  let isEmpty = true;
  for (const root of xmlRecords(bytes, (path) => path.length === 1)) {
    isEmpty = false;
    yield root;
  }
  if (isEmpty) throw new SyntaxError('no XML: there is no element');
}

/**
 * The elements that `wanted` picks, each as soon as it ends, so that what stands before a fault is given and
 * a long document is never held whole. `path` are the names of the open elements from the root to the one
 * that starts, without prefixes. What lies inside a picked element comes with it and is not asked about.
 *
 * @throws SyntaxError like {@link xml}.
 */
export function* xmlRecords(
  bytes: Uint8Array,
  wanted: (path: readonly string[]) => boolean,
): Generator<XmlElement> {
  const { source, fault: torn } = xmlText(bytes);
  if (source.trim() === '') throw new SyntaxError('no XML: the file is empty');
  const done: XmlElement[] = [];
  const stray: Stray = { fault: undefined };
  const parser = recordParser(wanted, done, stray);
  for (let at = 0; at < source.length; at += CHUNK) {
    const { fault: error } = attempt(() => parser.write(source.slice(at, at + CHUNK)));
    yield* done.splice(0);
    if (error) throw error;
  }
  const { fault: error } = attempt(() => parser.close());
  yield* done.splice(0);
  if (error ?? torn ?? stray.fault) throw error ?? torn ?? stray.fault;
}

/** The first child of this name, without prefix. */
export function childOf(element: XmlElement | undefined, name: string): XmlElement | undefined {
  return element?.children.find((child) => child.name === name);
}

/**
 * The trimmed text of the only child of this name; undefined when it says nothing.
 *
 * @throws SyntaxError where two children of this name say two things: readers differ in which of them they take
 */
export function childText(element: XmlElement | undefined, name: string): string | undefined {
  let found: string | undefined;
  for (const child of element?.children ?? []) {
    if (child.name !== name) continue;
    const text = child.text.trim();
    if (found !== undefined && found !== text)
      throw new SyntaxError(`line ${child.line}: <${name}> stands twice, with two values: ${quoted(text)}`);
    found = text;
  }
  return found || undefined;
}

const CHUNK = 64 * 1024;

/** An element that has started and not ended. */
interface OpenElement {
  name: string;
  namespace: string;
  attributes: Map<string, string>;
  children: XmlElement[];
  text: string;
  line: number;
}

function recordParser(
  wanted: (path: readonly string[]) => boolean,
  done: XmlElement[],
  stray: Stray,
): SaxesParser<{ xmlns: true }> {
  const parser = new SaxesParser({ xmlns: true });
  const path: string[] = [];
  const open: OpenElement[] = [];
  let kept = 0;
  const texts: Between[] = [];
  parser.on('error', (error) => {
    throw new SyntaxError(error.message);
  });
  parser.on('doctype', (doctype) => {
    if (doctype.includes('[')) throw fault(parser, `declarations are not read: ${quoted(doctype.trim())}`);
  });
  parser.on('opentag', (tag) => {
    const parent = texts.at(-1);
    if (parent) noteStray(parent, stray);
    texts.push({ name: tag.local, text: '', line: 0, hasChild: false });
    path.push(tag.local);
    if (path.length > limits.nesting)
      throw fault(parser, `nested deeper than ${limits.nesting} elements (limit: nesting)`);
    if (open.length > 0 || wanted(path)) {
      open.push(started(tag, parser.line));
      if (++kept > limits.programs)
        throw fault(parser, `more than ${limits.programs} elements in one (limit: programs)`);
    }
  });
  parser.on('text', (part) => {
    append(open, part);
    const at = texts.at(-1);
    if (at !== undefined && at.text.length < LONGEST_STRAY && part.trim() !== '') {
      at.text += part;
      at.line = parser.line;
    }
  });
  parser.on('cdata', (part) => append(open, part));
  parser.on('closetag', () => {
    const ended = texts.pop();
    if (ended?.hasChild) noteStray(ended, stray);
    path.pop();
    const element = open.pop();
    if (element === undefined) return;
    const parent = open.at(-1);
    if (parent) parent.children.push(element);
    else {
      done.push(element);
      kept = 0;
    }
  });
  return parser;
}

/** Text of an element beside its children, where a list has none: another document may stand there. */
interface Between {
  readonly name: string;
  text: string;
  line: number;
  hasChild: boolean;
}

interface Stray {
  fault: SyntaxError | undefined;
}

const LONGEST_STRAY = 200;
/** Elements with words and marked words in them. */
const PROSE = /^(?:p|li|ul|ol|em|code|b|i|a|description|summary|releaseNotes|caption|div|span)$/iu;

function noteStray(between: Between, stray: Stray): void {
  between.hasChild = true;
  if (between.text.trim() !== '' && !PROSE.test(between.name))
    stray.fault ??= new SyntaxError(
      `line ${between.line}: text between the elements of <${between.name}>: ${quoted(between.text.trim())}`,
    );
  between.text = '';
}

function started(tag: SaxesTagNS, line: number): OpenElement {
  const attributes = new Map<string, string>();
  for (const [name, attribute] of Object.entries(tag.attributes)) attributes.set(name, attribute.value);
  return { name: tag.local, namespace: tag.uri, attributes, children: [], text: '', line };
}

function append(open: readonly OpenElement[], part: string): void {
  const element = open.at(-1);
  if (element) element.text += part;
}

function fault(parser: SaxesParser<{ xmlns: true }>, reason: string): SyntaxError {
  return new SyntaxError(`${parser.line}:${parser.column}: ${reason}`);
}
