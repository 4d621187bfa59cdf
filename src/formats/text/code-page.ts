import { TextDecoder } from 'node:util';
import { cp850 } from './cp850.ts';

/**
 * Text of one encoding: a label of the Encoding Standard, or `cp850`.
 *
 * Node 20 takes windows-1252 for Latin-1 where it decodes all at once, and dashes, quotation marks and `™`
 * become control characters; where it knows that more is to come, it does not.
 *
 * @param fatal throws `TypeError` where the bytes are not in this encoding
 * @see https://github.com/nodejs/node/issues/56542
 */
export function inCodePage(bytes: Uint8Array, encoding: string, fatal = false): string {
  if (encoding === 'cp850') return cp850(bytes);
  const decoder = new TextDecoder(encoding, { ignoreBOM: true, fatal });
  return decoder.decode(bytes, { stream: decoder.encoding === 'windows-1252' });
}
