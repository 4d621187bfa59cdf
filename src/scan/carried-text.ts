import { Buffer } from 'node:buffer';

/** The beginning of a document of JSON or XML. */
const MARKUP = /^\s*[[{<]/u;
const BASE64 = /^[A-Za-z0-9+/\s]{16,}={0,2}\s*$/u;

/** The document that a text in another one may be, as it stands there or in Base64; undefined of a word. */
export function textOf(value: string): Uint8Array | undefined {
  if (MARKUP.test(value) || (value.includes('\n', 1) && !BASE64.test(value))) return Buffer.from(value);
  if (!BASE64.test(value)) return undefined;
  const bytes = Buffer.from(value, 'base64');
  return MARKUP.test(bytes.toString('latin1', 0, 64)) ? bytes : undefined;
}
