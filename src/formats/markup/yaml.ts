import { type Document, isNode, isScalar, parseDocument, visit, type YAMLMap } from 'yaml';
import { lineOf, quoted } from '../source-position.ts';
import { text } from '../text/decode.ts';
import { attempt } from '../try.ts';
import type { Json } from './json.ts';

/** YAML takes fifty times its size in memory while it is read. */
const MAX_BYTES = 32 * 1024 * 1024;

/** What could be read of a document, and what kept the rest from being read. */
export interface YamlPart {
  readonly value: Json;
  /** Throw it once the value is used up. */
  readonly fault: SyntaxError | undefined;
  /** A key that stands twice in one mapping, with two values; the last one is in the value. */
  readonly duplicate: SyntaxError | undefined;
}

/**
 * The value of a YAML 1.2 document without merges and tags; every scalar is a text. Aliases are followed up to a hundred times, so that no document blows up.
 *
 * @throws SyntaxError when it is larger than the limit
 * @see https://yaml.org/spec/1.2.2/
 */
export function yamlPart(bytes: Uint8Array): YamlPart {
  if (bytes.length > MAX_BYTES)
    throw new SyntaxError(`YAML of ${bytes.length} bytes; the limit is ${MAX_BYTES}`);
  const parsed = attempt(() => parsedOf(text(bytes)));
  if (parsed.value === undefined) throw asSyntaxError(parsed.fault);
  const { document, source } = parsed.value;
  const value = attempt(() => document.toJS({ maxAliasCount: 100 }) as Json);
  if (value.value === undefined) throw asSyntaxError(value.fault);
  const [error] = document.errors;
  const duplicate = duplicateIn(document, source);
  return { value: value.value, fault: error && asSyntaxError(error), duplicate };
}

function duplicateIn(document: Document, source: string): SyntaxError | undefined {
  let found: SyntaxError | undefined;
  visit(document, {
    Map(_, map) {
      found = duplicateOf(map, source);
      return found && visit.BREAK;
    },
  });
  return found;
}

function duplicateOf({ items }: YAMLMap, source: string): SyntaxError | undefined {
  const values = new Map<string, string>();
  for (const { key, value } of items) {
    if (!isScalar(key)) continue;
    const [name, written] = [String(key.value), writtenOf(value, source)];
    if ((values.get(name) ?? written) !== written)
      return new SyntaxError(
        `line ${lineOf(source, key.range?.[0] ?? 0)}: the key ${quoted(name)} stands twice, with two values`,
      );
    values.set(name, written);
  }
  return undefined;
}

function writtenOf(value: unknown, source: string): string {
  const [start, end] = isNode(value) ? (value.range ?? []) : [];
  return source.slice(start ?? 0, end ?? 0).trim();
}

interface Parsed {
  readonly document: Document;
  readonly source: string;
}

function parsedOf(source: string): Parsed {
  return { document: documentOf(source), source };
}

function documentOf(source: string): Document {
  return parseDocument(source, {
    version: '1.2',
    // A version 1.10 is not the number 1.1.
    schema: 'failsafe',
    strict: true,
    // The check is quadratic; a key that stands twice gives the last value.
    uniqueKeys: false,
    merge: false,
    logLevel: 'error',
  });
}

function asSyntaxError(error: unknown): SyntaxError {
  const reason = error instanceof Error ? error.message : String(error);
  return new SyntaxError(`no YAML: ${reason.split('\n')[0]}`);
}
