import { limits } from '../../limits.ts';
import { lineOf, quoted } from '../source-position.ts';
import { text } from '../text/decode.ts';

/** A value that Nix prints: no functions, nothing to evaluate. Numbers and words stay text. */
export type NixValue = string | readonly NixValue[] | NixSet;

/** An attribute set. */
export interface NixSet extends ReadonlyMap<string, NixValue> {}

/**
 * The elements of a list that Nix printed, each as soon as it is whole.
 *
 * @throws SyntaxError with the line for anything else, and for nesting beyond the limit
 * @see https://nix.dev/manual/nix/latest/language/syntax
 */
export function* nixList(bytes: Uint8Array): Generator<NixValue> {
  const scanner: Scanner = { source: text(bytes), at: 0 };
  expect(scanner, '[');
  while (!accept(scanner, ']')) yield value(scanner, 1);
  skipBlanks(scanner);
  if (scanner.at < scanner.source.length) fail(scanner, 'data after the list');
}

/** Whether this is a set and no text or list. */
export function isNixSet(found: NixValue | undefined): found is NixSet {
  return found instanceof Map;
}

interface Scanner {
  readonly source: string;
  at: number;
}

const BLANKS = /\s+/uy;
const COMMENT = /#[^\n]*/uy;
const WORD = /[A-Za-z_][A-Za-z0-9_'-]*/uy;
const NUMBER = /-?\d+(?:\.\d+)?(?:e[+-]?\d+)?/uy;

function value(scanner: Scanner, depth: number): NixValue {
  if (depth > limits.nesting) fail(scanner, `nested more than ${limits.nesting} deep (limit: nesting)`);
  skipBlanks(scanner);
  const first = scanner.source[scanner.at];
  if (first === '[') return list(scanner, depth);
  if (first === '{') return set(scanner, depth);
  if (first === '"') return string(scanner);
  return match(scanner, NUMBER) ?? match(scanner, WORD) ?? fail(scanner, 'no value');
}

function list(scanner: Scanner, depth: number): NixValue {
  const elements: NixValue[] = [];
  expect(scanner, '[');
  while (!accept(scanner, ']')) elements.push(value(scanner, depth + 1));
  return elements;
}

function set(scanner: Scanner, depth: number): NixValue {
  const attributes = new Map<string, NixValue>();
  expect(scanner, '{');
  while (!accept(scanner, '}')) {
    skipBlanks(scanner);
    const isQuoted = scanner.source[scanner.at] === '"';
    const name = isQuoted
      ? string(scanner)
      : (match(scanner, WORD) ?? fail(scanner, 'no name of an attribute'));
    if (attributes.has(name)) fail(scanner, `a second ${name}`);
    expect(scanner, '=');
    attributes.set(name, value(scanner, depth + 1));
    expect(scanner, ';');
  }
  return attributes;
}

function skipBlanks(scanner: Scanner): void {
  do match(scanner, BLANKS);
  while (match(scanner, COMMENT) !== undefined);
}

function accept(scanner: Scanner, mark: string): boolean {
  skipBlanks(scanner);
  if (scanner.source[scanner.at] !== mark) return false;
  scanner.at++;
  return true;
}

function expect(scanner: Scanner, mark: string): void {
  if (!accept(scanner, mark)) fail(scanner, `no ${mark}`);
}

function match(scanner: Scanner, pattern: RegExp): string | undefined {
  pattern.lastIndex = scanner.at;
  const found = pattern.exec(scanner.source)?.[0];
  if (found !== undefined) scanner.at += found.length;
  return found;
}

/** Searched by hand: a pattern would keep a place to return to for every character. */
function string(scanner: Scanner): string {
  const { source, at } = scanner;
  let end = at + 1;
  for (; source[end] !== '"'; end++) {
    if (source[end] === '\\') end++;
    if (end >= source.length) fail(scanner, 'a string without its end');
  }
  scanner.at = end + 1;
  return source.slice(at + 1, end).replace(ESCAPE, (_, letter: string) => LETTERS[letter] ?? letter);
}

const ESCAPE = /\\([\s\S])/gu;
const LETTERS: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };

function fail({ source, at }: Scanner, what: string): never {
  throw new SyntaxError(`line ${lineOf(source, at)}: ${what}: ${quoted(source, at)}`);
}
