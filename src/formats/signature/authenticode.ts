import type { FileRange, PeHeaders } from '../executable/pe.ts';
import { exactly, type ReadRange } from '../executable/window.ts';
import { berChildren, berElements } from './ber.ts';
import type { Certificate } from './certificate.ts';
import { oid, type SignedData, type SignerInfo, signedData } from './cms.ts';
import { hashOf } from './digest.ts';

/** A signature in a program file of Windows, and the digest of the file that it vouches for. */
export interface Authenticode {
  /** Who signed; undefined when the certificate is not enclosed. */
  readonly certificate: Certificate | undefined;
  /** As `node:crypto` names it: `sha256`. Undefined for one that is not known. */
  readonly algorithm: string | undefined;
  readonly digest: Uint8Array;
  readonly data: SignedData;
  readonly signer: SignerInfo;
}

const PKCS_SIGNED_DATA = 2;
const INDIRECT_DATA = '1.3.6.1.4.1.311.2.1.4';
/** Real tables have 8 to 40 KiB. */
const MAX_TABLE = 1 << 20;
const MAX_SIGNATURES = 16;

/** Digest algorithms, by object identifier. */
export const DIGESTS: Readonly<Record<string, string>> = {
  '1.2.840.113549.2.5': 'md5',
  '1.3.14.3.2.26': 'sha1',
  '2.16.840.1.101.3.4.2.1': 'sha256',
  '2.16.840.1.101.3.4.2.2': 'sha384',
  '2.16.840.1.101.3.4.2.3': 'sha512',
};

/**
 * The signatures in the certificate table of a PE file, nested ones after the one that holds them. None when it is not
 * signed, or only by a catalogue file of Windows.
 *
 * @throws SyntaxError with the offset for a table that lies outside the file or holds something else than signatures
 * @see https://download.microsoft.com/download/9/c/5/9c5b2167-8017-4bae-9fde-d599bac8184a/Authenticode_PE.docx
 */
export function peSignatures(read: ReadRange, { certificates }: PeHeaders): Authenticode[] {
  if (certificates === undefined) return [];
  const found: Authenticode[] = [];
  for (const blob of certificateBlobs(read, certificates)) addSignatures(found, blob);
  return found;
}

/**
 * The signatures in one CMS structure of Authenticode, nested ones after the one that holds them.
 *
 * @throws SyntaxError for one that signs something else
 */
export function signaturesIn(cms: Uint8Array): Authenticode[] {
  const found: Authenticode[] = [];
  addSignatures(found, cms);
  return found;
}

function addSignatures(found: Authenticode[], cms: Uint8Array): void {
  const waiting = [cms];
  for (let next = waiting.shift(); next; next = waiting.shift()) {
    const data = signedData(next);
    const vouched = indirectData(data);
    for (const signer of data.signers) {
      if (found.length >= MAX_SIGNATURES) throw new SyntaxError(`more than ${MAX_SIGNATURES} signatures`);
      found.push({ certificate: signer.certificate, ...vouched, data, signer });
      waiting.push(...signer.nested);
    }
  }
}

function* certificateBlobs(read: ReadRange, { offset, size }: FileRange): Generator<Uint8Array> {
  if (size > MAX_TABLE)
    throw new SyntaxError(
      `offset ${offset}: a certificate table of ${size} bytes; the limit is ${MAX_TABLE}`,
    );
  const table = exactly(read, offset, size, 'the certificate table');
  let at = 0;
  while (at + 8 <= size) {
    const length = table.getUint32(at, true);
    if (length < 8 || at + length > size)
      throw new SyntaxError(`offset ${offset + at}: a certificate entry of ${length} bytes`);
    if (table.getUint16(at + 6, true) === PKCS_SIGNED_DATA)
      yield new Uint8Array(table.buffer, table.byteOffset + at + 8, length - 8);
    at += (length + 7) & ~7;
  }
}

/** The digest that a signature vouches for: `SpcIndirectDataContent` holds a kind of data, then a `DigestInfo`. */
function indirectData({ contentType, content }: SignedData): Pick<Authenticode, 'algorithm' | 'digest'> {
  if (contentType !== INDIRECT_DATA || content === undefined)
    throw new SyntaxError(`not an Authenticode signature: it signs ${contentType || 'nothing'}`);
  const { inside } = content;
  const [, info] = [...berElements(inside, 0, inside.length)];
  const [algorithm, digest] = berChildren(inside, info);
  const [name] = berChildren(inside, algorithm);
  return {
    algorithm: name && DIGESTS[oid(inside, name)],
    digest: digest ? inside.subarray(digest.start, digest.end) : new Uint8Array(),
  };
}

const CHUNK = 1 << 20;

/**
 * The digest of a PE file as Authenticode makes it: all but the checksum, the place of the certificate table and the
 * table itself. What somebody appended after the table counts, so that it does not go unseen.
 *
 * @param size of the file
 */
export function peDigest(read: ReadRange, size: number, pe: PeHeaders, algorithm: string): Uint8Array {
  const hash = hashOf(algorithm);
  const add = (from: number, to: number) => {
    for (let at = from; at < to; at += CHUNK) hash.update(read(at, Math.min(CHUNK, to - at)));
  };
  const table = pe.certificates ?? { offset: size, size: 0 };
  add(0, pe.checksumAt);
  add(pe.checksumAt + 4, pe.certificateEntryAt);
  add(pe.certificateEntryAt + 8, Math.min(table.offset, size));
  add(table.offset + table.size, size);
  return hash.digest();
}
