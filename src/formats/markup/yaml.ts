import { type Document, parseDocument } from 'yaml';
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
  const parsed = attempt(() => documentOf(text(bytes)));
  if (parsed.value === undefined) throw asSyntaxError(parsed.fault);
  const document = parsed.value;
  const value = attempt(() => document.toJS({ maxAliasCount: 100 }) as Json);
  if (value.value === undefined) throw asSyntaxError(value.fault);
  const [error] = document.errors;
  return { value: value.value, fault: error && asSyntaxError(error) };
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
