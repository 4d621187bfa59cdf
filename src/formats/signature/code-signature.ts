import { loadCommands, machSlice } from '../executable/mach-o.ts';
import { viewOf } from '../executable/window.ts';
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
  const slice = machSlice(part);
  const place = slice === undefined ? undefined : signaturePlace(part, slice);
  return place && superBlob((offset, length) => part(place.offset + offset, length), place.size);
}

/** Where the signature of a Mach-O executable lies; undefined without one. Throws like {@link codeSignature}. */
export function codePlace(part: Part): CodePlace | undefined {
  const slice = machSlice(part);
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

const LC_CODE_SIGNATURE = 0x1d;
const SUPER_BLOB = 0xfade0cc0;
const CODE_DIRECTORY = 0xfade0c02;
const CMS_WRAPPER = 0xfade0b01;
/** Blobs and texts of real programs stay far below. */
const MOST = { blobs: 64, directory: 8192, cms: 1 << 20 };

interface Place {
  readonly offset: number;
  readonly size: number;
}

function signaturePlace(part: Part, slice: number): Place | undefined {
  for (const { type, view, little } of loadCommands(part, slice)) {
    if (type !== LC_CODE_SIGNATURE || view.byteLength < 16) continue;
    return { offset: slice + view.getUint32(8, little), size: view.getUint32(12, little) };
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
