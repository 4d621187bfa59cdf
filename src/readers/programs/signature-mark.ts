import { isCompoundFile } from '../../formats/executable/compound-file.ts';
import { isMachO } from '../../formats/executable/mach-o.ts';
import { isMz, peHeaders } from '../../formats/executable/pe.ts';
import type { ReadRange } from '../../formats/executable/window.ts';
import { type Authenticode, peDigest, peSignatures } from '../../formats/signature/authenticode.ts';
import { isCodeOf } from '../../formats/signature/code-pages.ts';
import { codePlace } from '../../formats/signature/code-signature.ts';
import { hashOf } from '../../formats/signature/digest.ts';
import { isJarAsSigned } from '../../formats/signature/jar-digest.ts';
import { msiSignature } from '../../formats/signature/msi-digest.ts';
import { isSignedInside } from '../../formats/signature/verify.ts';
import { attempt } from '../../formats/try.ts';
import type { Mark } from '../../types.ts';

/**
 * Whether the signature in a program file is of this file: the digests in it are those of the file, and the key in the
 * certificate made it. Undefined when there is none, or when that cannot be said. Who owns the certificate is not checked.
 *
 * @param size of the file
 */
export function signatureMark(size: number, read: ReadRange): Mark | undefined {
  const { value: isOfFile } = attempt(() => compared(size, read));
  if (isOfFile === undefined) return undefined;
  return isOfFile ? 'signature-matches' : 'signature-differs';
}

function compared(size: number, read: ReadRange): boolean | undefined {
  const head = read(0, 64);
  if (isMz(head)) return comparePe(size, read);
  if (isMachO(head)) {
    const place = codePlace(read);
    return place && isCodeOf(read, place);
  }
  if (isCompoundFile(head)) {
    const found = msiSignature(read);
    return found && compare(found.digest, found.signature);
  }
  return head[0] === 0x50 && head[1] === 0x4b ? isJarAsSigned(size, read) : undefined;
}

function comparePe(size: number, read: ReadRange): boolean | undefined {
  const pe = peHeaders(read);
  const [signature] = pe ? peSignatures(read, pe) : [];
  if (pe === undefined || signature?.algorithm === undefined) return undefined;
  return compare(peDigest(read, size, pe, signature.algorithm), signature);
}

function compare(digest: Uint8Array, signature: Authenticode): boolean | undefined {
  return isSame(digest, signature) ? isSignedInside(signature.data, signature.signer) : false;
}

function isSame(digest: Uint8Array, { digest: reported }: Authenticode): boolean {
  return Buffer.from(digest).equals(reported);
}

const CHUNK = 1 << 20;

/** The SHA-256 of a file, in hexadecimal. */
export function fileDigest(size: number, read: ReadRange): string {
  const hash = hashOf('sha256');
  for (let at = 0; at < size; at += CHUNK) hash.update(read(at, CHUNK));
  return hash.digest('hex');
}
