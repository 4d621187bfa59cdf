import {
  type Document,
  isNode,
  isScalar,
  parseAllDocuments,
  parseDocument,
  type ScalarTag,
  type Tags,
  visit,
  type YAMLMap,
} from 'yaml';
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

/** The documents of a file, and what kept the rest from being read. */
export interface YamlDocuments {
  readonly values: readonly Json[];
  /** Throw it once the values are used up. */
  readonly fault: SyntaxError | undefined;
}

/**
 * The value of a YAML 1.2 document without merges and tags; every scalar is a text. Aliases are followed up to a hundred times, so that no document blows up.
 *
 * @throws SyntaxError when it is larger than the limit
 * @see https://yaml.org/spec/1.2.2/
 */
export function yamlPart(bytes: Uint8Array): YamlPart {
  // A version 1.10 is not the number 1.1.
  const parse = (source: string) => [parseDocument(source, { ...OPTIONS, schema: 'failsafe' })];
  const { values, ...faults } = parsed(bytes, parse);
  return { value: values[0] ?? null, ...faults };
}

/**
 * The values of a file of YAML 1.2 documents, as tools print what they would print as JSON: `null`, truth values and
 * whole numbers are what they are, every other scalar is a text, so that a version 1.10 is not the number 1.1.
 *
 * @throws SyntaxError when it is larger than the limit
 * @see https://yaml.org/spec/1.2.2/#chapter-10-recommended-schemas
 */
export function yamlDocuments(bytes: Uint8Array): YamlDocuments {
  const { values, fault, duplicate } = parsed(bytes, (source) =>
    parseAllDocuments(source, { ...OPTIONS, schema: 'core', customTags: withoutFractions }),
  );
  return { values, fault: fault ?? duplicate };
}

interface Parsed extends YamlDocuments {
  readonly duplicate: SyntaxError | undefined;
}

function parsed(bytes: Uint8Array, parse: (source: string) => readonly Document[]): Parsed {
  if (bytes.length > MAX_BYTES)
    throw new SyntaxError(`YAML of ${bytes.length} bytes; the limit is ${MAX_BYTES}`);
  const read = attempt(() => {
    const source = text(bytes);
    return { source, documents: parse(source) };
  });
  if (read.value === undefined) throw asSyntaxError(read.fault);
  const { source, documents } = read.value;
  const values = documents.map((document) => {
    const value = attempt(() => document.toJS({ maxAliasCount: 100 }) as Json);
    if (value.value === undefined) throw asSyntaxError(value.fault);
    return value.value;
  });
  const [error] = documents.flatMap(({ errors }) => errors);
  const duplicates = documents.map((document) => duplicateIn(document, source));
  return {
    values,
    fault: error && asSyntaxError(error),
    duplicate: duplicates.find((one) => one !== undefined),
  };
}

const OPTIONS = {
  version: '1.2',
  strict: true,
  // The check is quadratic; a key that stands twice is looked for afterwards.
  uniqueKeys: false,
  merge: false,
  logLevel: 'error',
} as const;

/** A whole number that is written as JSON writes it. */
const WHOLE_NUMBER: ScalarTag = {
  tag: 'tag:yaml.org,2002:int',
  default: true,
  test: /^(?:0|-?[1-9]\d{0,14})$/u,
  resolve: Number,
};

function withoutFractions(tags: Tags): Tags {
  return [...tags.filter((tag) => !NUMBERS.test(typeof tag === 'string' ? tag : tag.tag)), WHOLE_NUMBER];
}

const NUMBERS = /(?:int|float)$/iu;

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

function asSyntaxError(error: unknown): SyntaxError {
  const reason = error instanceof Error ? error.message : String(error);
  return new SyntaxError(`no YAML: ${reason.split('\n')[0]}`);
}
