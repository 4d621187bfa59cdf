import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Pair,
  parseDocument,
  type Scalar,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import { MAX_BYTES } from './open-text.ts';
import { type PlainYaml, plainYaml } from './plain-yaml.ts';
import { type Problem, RuleError } from './problem.ts';

/** A YAML file as plain data that still knows where each part of it stands. */
export interface RuleDocument {
  readonly path: string;
  /** Mappings, lists, texts, true, false and null. Numbers stay texts: 1.10 is a version. */
  readonly data: unknown;
  /** The place of a key, of its value, or of the mapping or list itself. */
  place(holder: unknown, key?: string | number, of?: 'key' | 'value'): Pick<Problem, 'line' | 'column'>;
}

const MAX_DEPTH = 40;

/**
 * Reads YAML 1.2 without what makes it dangerous: no aliases, tags, directives, merges, second documents, duplicate
 * keys, or keys that every object has.
 *
 * @throws RuleError
 */
export function ruleDocument(path: string, text: string): RuleDocument {
  if (text.length > MAX_BYTES) fail(path, 1, 1, 'the file is larger than 4 MB');
  const simple = plainYaml(text);
  return simple ? placed(path, text, simple) : wholeDocument(path, text);
}

/** The same by the whole parser, for what is more than plain and for what is wrong. */
export function wholeDocument(path: string, text: string): RuleDocument {
  const lines = new LineCounter();
  const document = parsed(path, text, lines);
  const fault = document.errors[0] ?? document.warnings[0];
  if (fault) {
    const { line, col } = lines.linePos(fault.pos[0]);
    fail(path, line, Math.max(1, col), firstLine(fault.message));
  }
  const gathering: Gathering = { path, lines, places: new WeakMap(), starts: new WeakMap() };
  const data = plain(document.contents, gathering, 0);
  return placed(path, text, { ...gathering, data });
}

/** A place is asked for only when something is wrong, so lines are counted then. */
function placed(path: string, text: string, { data, places, starts }: PlainYaml): RuleDocument {
  return {
    path,
    data,
    place(holder, key, of = 'value') {
      const held = isObject(holder) ? holder : {};
      const offsets = key === undefined ? undefined : places.get(held)?.get(key);
      const before = text.slice(0, offsets?.[of === 'key' ? 0 : 1] ?? starts.get(held) ?? 0);
      const line = before.split('\n').length;
      return { line, column: before.length - before.lastIndexOf('\n') };
    },
  };
}

function parsed(path: string, text: string, lines: LineCounter) {
  const directive = /^%.*/mu.exec(text);
  if (directive)
    fail(path, text.slice(0, directive.index).split('\n').length, 1, 'directives are not allowed');
  try {
    return parseDocument(text, {
      version: '1.2',
      schema: 'core',
      merge: false,
      strict: true,
      // Quadratic in the library; done below.
      uniqueKeys: false,
      prettyErrors: false,
      // Silent would let second documents pass.
      logLevel: 'error',
      lineCounter: lines,
    });
  } catch (error) {
    // The parser recurses: a file of brackets alone ends its stack.
    return fail(path, 1, 1, `this is too deep to be read (${firstLine((error as Error).message)})`);
  }
}

interface Gathering extends Omit<PlainYaml, 'data'> {
  readonly path: string;
  readonly lines: LineCounter;
}

function plain(node: unknown, gathering: Gathering, depth: number): unknown {
  if (depth > MAX_DEPTH) failAt(node, gathering, `nested deeper than ${MAX_DEPTH}`);
  if (isAlias(node)) return failAt(node, gathering, 'aliases are not allowed: write it out');
  if (node === null || node === undefined) return null;
  if (!isScalar(node) && !isMap(node) && !isSeq(node)) return failAt(node, gathering, 'unknown kind of node');
  if (node.tag !== undefined) failAt(node, gathering, `the tag ${node.tag} is not allowed`);
  if (node.anchor !== undefined) failAt(node, gathering, 'anchors are not allowed');
  if (isScalar(node)) return scalar(node);
  return isMap(node) ? mapping(node, gathering, depth) : sequence(node, gathering, depth);
}

function scalar(node: Scalar): string | boolean | null {
  const { value, source } = node;
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return value;
  return source ?? JSON.stringify(value);
}

function mapping(node: YAMLMap, gathering: Gathering, depth: number): Record<string, unknown> {
  const data: Record<string, unknown> = {};
  const places = new Map<string | number, readonly [number, number]>();
  for (const pair of node.items) {
    const key = keyOf(pair, gathering);
    if (places.has(key)) failAt(pair.key, gathering, `the key ${JSON.stringify(key)} stands here twice`);
    places.set(key, [startOf(pair.key), startOf(pair.value) || startOf(pair.key)]);
    data[key] = plain(pair.value, gathering, depth + 1);
  }
  gathering.places.set(data, places);
  gathering.starts.set(data, startOf(node));
  return data;
}

function keyOf(pair: Pair, gathering: Gathering): string {
  const { key } = pair;
  if (!isScalar(key)) return failAt(key, gathering, 'a key is a word');
  if (key.tag !== undefined || key.anchor !== undefined)
    failAt(key, gathering, 'tags and anchors are not allowed');
  const name = typeof key.value === 'string' ? key.value : (key.source ?? String(key.value));
  if (name in Object.prototype) failAt(key, gathering, `unknown key ${JSON.stringify(name)}`);
  return name;
}

function sequence(node: YAMLSeq, gathering: Gathering, depth: number): unknown[] {
  const places = new Map<string | number, readonly [number, number]>();
  const data = node.items.map((item, index) => {
    places.set(index, [startOf(item), startOf(item)]);
    return plain(item, gathering, depth + 1);
  });
  gathering.places.set(data, places);
  gathering.starts.set(data, startOf(node));
  return data;
}

function startOf(node: unknown): number {
  return (isScalar(node) || isMap(node) || isSeq(node) || isAlias(node)) && node.range ? node.range[0] : 0;
}

function failAt(node: unknown, { path, lines }: Gathering, message: string): never {
  const { line, col } = lines.linePos(startOf(node));
  return fail(path, Math.max(1, line), Math.max(1, col), message);
}

function fail(path: string, line: number, column: number, message: string): never {
  throw new RuleError([{ path, line, column, message }]);
}

function firstLine(message: string): string {
  return message.split('\n', 1)[0] ?? '';
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
