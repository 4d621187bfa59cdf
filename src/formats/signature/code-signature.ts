import type { Certificate, Subject } from './certificate.ts';
import { signerOf } from './cms.ts';
import type { CodePlace, Part } from './code-pages.ts';

/** What the signature inside an executable says about who made it. Nothing of it is verified. */
export interface CodeSignature {
  /** Usually the bundle identifier. */
  readonly identifier?: string;
  /** Apple's id of the developer's team: `2Y8XE5CQ94`. */
  readonly team?: string;
  /** The certificate that signed; absent for ad-hoc signatures. */
  readonly signer?: Subject;
  readonly certificate?: Certificate;
}

/**
 * The code signature of a Mach-O executable, thin or universal, read in a few small parts. Undefined when
 * the file is no Mach-O or is not signed.
 *
 * @throws SyntaxError for a broken structure
 * @see https://github.com/apple-oss-distributions/xnu/blob/main/osfmk/kern/cs_blobs.h
 */
export function codeSignature(file: Part): CodeSignature | undefined {
  const part = windowed(file);
  const slice = sliceOf(part);
  const place = slice === undefined ? undefined : signaturePlace(part, slice);
  return place && superBlob((offset, length) => part(place.offset + offset, length), place.size);
}

/** Where the signature of a Mach-O executable lies; undefined without one. Throws like {@link codeSignature}. */
export function codePlace(part: Part): CodePlace | undefined {
  const slice = sliceOf(part);
  const place = slice === undefined ? undefined : signaturePlace(part, slice);
  return slice === undefined || place === undefined ? undefined : { slice, ...place };
}

/** The signature of a bundle without a Mach-O executable, which keeps its parts in files of their own. */
export function detachedSignature(directory: Uint8Array, cms: Uint8Array | undefined): CodeSignature {
  return { ...codeDirectory(directory), ...signer(cms) };
}

/** Enough for the load commands, and for the parts of a signature that stand before the hashes of pages. */
const WINDOW = 8192;

/** What is asked for lies close together, and each part of a file costs a look-up of its path. */
function windowed(file: Part): Part {
  let start = 0;
  let window = file(0, WINDOW);
  return (offset, length) => {
    const isInside = offset >= start && offset + length <= start + window.length;
    if (!isInside) {
      start = offset;
      window = file(offset, Math.max(length, WINDOW));
    }
    return window.subarray(offset - start, offset - start + length);
  };
}

/** Whether the bytes begin like a Mach-O file, thin or universal. A Java class begins like a universal one. */
export function isMachO(head: Uint8Array): boolean {
  if (head.length < 8) return false;
  const view = viewOf(head);
  const magic = view.getUint32(0);
  const count = view.getUint32(4);
  return THIN.has(magic) || (FAT.has(magic) && count > 0 && count <= MOST.architectures);
}

const FAT = new Set([0xcafebabe, 0xcafebabf]);
const THIN = new Set([0xfeedface, 0xfeedfacf, 0xcefaedfe, 0xcffaedfe]);
const LC_CODE_SIGNATURE = 0x1d;
const SUPER_BLOB = 0xfade0cc0;
const CODE_DIRECTORY = 0xfade0c02;
const CMS_WRAPPER = 0xfade0b01;
/** Load commands, blobs and texts of real programs stay far below. */
const MOST = { architectures: 32, commands: 1 << 20, blobs: 64, directory: 8192, cms: 1 << 20 };

/** Where the first architecture begins; the vendors sign all of them alike. */
function sliceOf(part: Part): number | undefined {
  const head = viewOf(part(0, 40));
  if (head.byteLength < 28) {
    if (!isMachO(part(0, 8))) return undefined;
    throw new SyntaxError('the Mach-O header is truncated');
  }
  const magic = head.getUint32(0);
  if (THIN.has(magic)) return 0;
  // A Java class begins with the same four bytes; its version stands where the count would.
  if (!FAT.has(magic) || head.getUint32(4) > MOST.architectures || head.getUint32(4) === 0) return undefined;
  return magic === 0xcafebabe ? head.getUint32(16) : Number(head.getBigUint64(16));
}

interface Place {
  readonly offset: number;
  readonly size: number;
}

function signaturePlace(part: Part, slice: number): Place | undefined {
  const head = viewOf(part(slice, 32));
  const magic = head.byteLength < 32 ? 0 : head.getUint32(0);
  if (!THIN.has(magic))
    throw new SyntaxError(`offset ${slice}: no Mach-O header where the universal one says`);
  const little = magic === 0xcefaedfe || magic === 0xcffaedfe;
  const wide = magic === 0xfeedfacf || magic === 0xcffaedfe;
  const count = head.getUint32(16, little);
  const size = head.getUint32(20, little);
  const start = slice + (wide ? 32 : 28);
  if (size > MOST.commands) throw new SyntaxError(`offset ${slice}: load commands of ${size} bytes`);
  const commands = viewOf(part(start, size));
  if (commands.byteLength < size) throw new SyntaxError(`offset ${start}: the load commands are truncated`);
  let at = 0;
  for (let number = 0; number < count; number++) {
    if (at + 8 > size) throw new SyntaxError(`offset ${start + at}: the load commands are truncated`);
    const length = commands.getUint32(at + 4, little);
    if (length < 8 || at + length > size)
      throw new SyntaxError(`offset ${start + at}: a load command of ${length} bytes`);
    if (commands.getUint32(at, little) === LC_CODE_SIGNATURE && length >= 16) {
      return {
        offset: slice + commands.getUint32(at + 8, little),
        size: commands.getUint32(at + 12, little),
      };
    }
    at += length;
  }
  return undefined;
}

function superBlob(part: Part, size: number): CodeSignature {
  const head = viewOf(part(0, 12));
  if (head.byteLength < 12 || head.getUint32(0) !== SUPER_BLOB)
    throw new SyntaxError('the code signature is truncated');
  const count = head.getUint32(8);
  if (count > MOST.blobs) throw new SyntaxError(`a code signature of ${count} parts`);
  const index = viewOf(part(12, count * 8));
  if (index.byteLength < count * 8) throw new SyntaxError('the code signature is truncated');
  let signature: CodeSignature = {};
  for (let number = 0; number < count; number++) {
    const offset = index.getUint32(number * 8 + 4);
    if (offset + 8 > size) throw new SyntaxError(`a part of the code signature lies at ${offset} of ${size}`);
    signature = { ...signature, ...blob(part, offset) };
  }
  return signature;
}

function blob(part: Part, offset: number): CodeSignature {
  const head = viewOf(part(offset, 8));
  if (head.byteLength < 8) throw new SyntaxError('the code signature is truncated');
  const length = head.getUint32(4);
  if (head.getUint32(0) === CODE_DIRECTORY)
    return codeDirectory(part(offset, Math.min(length, MOST.directory)));
  if (head.getUint32(0) !== CMS_WRAPPER || length <= 8) return {};
  if (length > MOST.cms) throw new SyntaxError(`a certificate part of ${length} bytes`);
  return signer(part(offset + 8, length - 8));
}

function signer(cms: Uint8Array | undefined): CodeSignature {
  const found = cms && cms.length > 0 ? signerOf(cms) : undefined;
  return found ? { signer: found.name, certificate: found } : {};
}

/** Since version 2.2 a directory names the team. */
function codeDirectory(bytes: Uint8Array): CodeSignature {
  const view = viewOf(bytes);
  if (bytes.length < 44 || view.getUint32(0) !== CODE_DIRECTORY)
    throw new SyntaxError('the code directory is truncated');
  const identifier = textAt(bytes, view.getUint32(20));
  const hasTeam = view.getUint32(8) >= 0x20200 && bytes.length >= 52;
  const team = hasTeam ? textAt(bytes, view.getUint32(48)) : undefined;
  return { ...(identifier ? { identifier } : {}), ...(team ? { team } : {}) };
}

function textAt(bytes: Uint8Array, offset: number): string | undefined {
  if (offset === 0) return undefined;
  const end = bytes.indexOf(0, offset);
  if (end === -1) throw new SyntaxError(`a name of the code directory lies at ${offset}`);
  return new TextDecoder().decode(bytes.subarray(offset, end));
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
