import { peHeaders } from '../../formats/executable/pe.ts';
import type { ReadRange } from '../../formats/executable/window.ts';
import { type Authenticode, peDigest, peSignatures } from '../../formats/signature/authenticode.ts';
import { hashOf } from '../../formats/signature/digest.ts';
import { isSignedInside } from '../../formats/signature/verify.ts';
import { attempt } from '../../formats/try.ts';
import type { Mark } from '../../types.ts';

/**
 * Whether the signature in a program file of Windows is of this file: its digest is that of the file, and the key in the
 * certificate made it. Undefined when there is none, or when that cannot be said. Who owns the certificate is not checked.
 *
 * @param size of the file
 */
export function signatureMark(size: number, read: ReadRange): Mark | undefined {
  const { value: first } = attempt(() => {
    const pe = peHeaders(read);
    const [signature] = pe ? peSignatures(read, pe) : [];
    return pe && signature && { pe, signature };
  });
  if (first?.signature.algorithm === undefined) return undefined;
  const { pe, signature } = first;
  const digest = peDigest(read, size, pe, first.signature.algorithm);
  if (!isSame(digest, signature)) return 'signature-differs';
  const isMade = isSignedInside(signature.data, signature.signer);
  if (isMade === undefined) return undefined;
  return isMade ? 'signature-matches' : 'signature-differs';
}

function isSame(digest: Uint8Array, { digest: told }: Authenticode): boolean {
  return Buffer.from(digest).equals(told);
}

const CHUNK = 1 << 20;

/** The SHA-256 of a file, in hexadecimal. */
export function fileDigest(size: number, read: ReadRange): string {
  const hash = hashOf('sha256');
  for (let at = 0; at < size; at += CHUNK) hash.update(read(at, CHUNK));
  return hash.digest('hex');
}
