import { signedData } from './cms.ts';
import { hashOf } from './digest.ts';
import { isSignedBy } from './verify.ts';

/** Gives bytes of a file; fewer at its end. */
export type Part = (offset: number, length: number) => Uint8Array;

/** Where the signature of an executable lies, and where the code begins that it covers. */
export interface CodePlace {
  readonly slice: number;
  readonly offset: number;
  readonly size: number;
}

const SUPER_BLOB = 0xfade0cc0;
const CODE_DIRECTORY = 0xfade0c02;
const DIRECTORY_SLOT = 0;
const CMS_SLOT = 0x10000;
/** `CS_HASHTYPE_…`: how the pages are digested. */
const HASHES: Readonly<Record<number, string>> = { 1: 'sha1', 2: 'sha256', 3: 'sha256', 4: 'sha384' };
/** Signatures hold 32 bytes for each 4 KiB of code: this covers programs of 2 GiB. */
const MAX_SIGNATURE = 16 << 20;
const MAX_BLOBS = 64;

/**
 * Whether the digests in the code directory are those of the pages of the file, and whether the certificate in the
 * signature signed that directory. A signature without a certificate (ad hoc) vouches for the pages alone. Undefined for
 * an algorithm that is not known, and beyond the limits.
 *
 * @throws SyntaxError for a broken structure
 * @see https://github.com/apple-oss-distributions/xnu/blob/main/osfmk/kern/cs_blobs.h
 */
export function isCodeOf(read: Part, place: CodePlace): boolean | undefined {
  if (place.size > MAX_SIGNATURE) return undefined;
  const signature = read(place.offset, place.size);
  if (signature.length < place.size) return false;
  const blobs = blobsOf(signature);
  const directory = blobs.get(DIRECTORY_SLOT);
  if (directory === undefined) return undefined;
  const hasPages = arePagesOf(read, place, directory);
  if (hasPages !== true) return hasPages;
  const cms = blobs.get(CMS_SLOT)?.subarray(8);
  if (cms === undefined || cms.length === 0) return true;
  const [signer] = signedData(cms).signers;
  return signer && isSignedBy(signer, directory);
}

function blobsOf(signature: Uint8Array): Map<number, Uint8Array> {
  const view = viewOf(signature);
  if (signature.length < 12 || view.getUint32(0) !== SUPER_BLOB)
    throw new SyntaxError('the code signature is truncated');
  const count = Math.min(view.getUint32(8), MAX_BLOBS);
  const blobs = new Map<number, Uint8Array>();
  for (let number = 0; number < count; number++) {
    const entry = 12 + number * 8;
    if (entry + 8 > signature.length) break;
    const offset = view.getUint32(entry + 4);
    if (offset + 8 > signature.length) continue;
    blobs.set(view.getUint32(entry), signature.subarray(offset, offset + view.getUint32(offset + 4)));
  }
  return blobs;
}

function arePagesOf(read: Part, { slice, offset }: CodePlace, directory: Uint8Array): boolean | undefined {
  const view = viewOf(directory);
  if (directory.length < 44 || view.getUint32(0) !== CODE_DIRECTORY) return undefined;
  const algorithm = HASHES[view.getUint8(37)];
  if (algorithm === undefined) return undefined;
  const limit = codeLimit(view);
  const hashSize = view.getUint8(36);
  const pageSize = view.getUint8(39) === 0 ? limit : 2 ** view.getUint8(39);
  const hashes = directory.subarray(view.getUint32(16));
  const pages = view.getUint32(28);
  // What lies between the last page and the signature would be in no digest.
  if (hashSize === 0 || limit !== offset - slice || pages !== Math.ceil(limit / pageSize)) return false;
  if (hashes.length < pages * hashSize) return false;
  for (let page = 0; page < pages; page++) {
    const at = page * pageSize;
    const bytes = read(slice + at, Math.min(pageSize, limit - at));
    const reported = hashes.subarray(page * hashSize, (page + 1) * hashSize);
    const own = hashOf(algorithm).update(bytes).digest().subarray(0, hashSize);
    if (!own.equals(reported)) return false;
  }
  return true;
}

/** Programs of more than 4 GiB have their limit in a field of its own. */
function codeLimit(view: DataView): number {
  const wide = view.getUint32(8) >= 0x20300 && view.byteLength >= 64 ? Number(view.getBigUint64(56)) : 0;
  return wide > 0 ? wide : view.getUint32(32);
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
