import { Buffer } from 'node:buffer';
import { hashOf } from '../../formats/signature/digest.ts';

/** Digits and letters without `i`, `l`, `o` and `u`. */
const letters = '0123456789abcdefghjkmnpqrstvwxyz';

/**
 * The thirteen letters at the end of a package family name: 64 bits of a digest of the publisher as the
 * manifest writes it, five a letter.
 *
 * @see https://learn.microsoft.com/windows/apps/desktop/modernize/package-identity-overview#publisher-id
 */
export function publisherHash(publisher: string): string {
  const digest = hashOf('sha256').update(Buffer.from(publisher, 'utf16le')).digest();
  let bits = digest.readBigUInt64BE() << 1n;
  let hash = '';
  for (let at = 0; at < 13; at++) {
    hash = letters.charAt(Number(bits & 31n)) + hash;
    bits >>= 5n;
  }
  return hash;
}
