import { hashOf } from '../../formats/signature/digest.ts';

/**
 * The id of an extension whose manifest carries its public key: the first half of the key's SHA-256, in the
 * letters `a` to `p`. Undefined when that is no key.
 *
 * @see https://developer.chrome.com/docs/extensions/reference/manifest/key
 */
export function chromiumId(key: string | undefined): string | undefined {
  if (key === undefined || !BASE64.test(key)) return undefined;
  const digest = hashOf('sha256').update(Buffer.from(key, 'base64')).digest('hex').slice(0, 32);
  return [...digest].map((digit) => String.fromCharCode(0x61 + Number.parseInt(digit, 16))).join('');
}

const BASE64 = /^[\w+/\s]{40,4000}={0,2}\s*$/u;
