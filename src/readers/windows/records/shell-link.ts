import { attempt } from '../../../formats/try.ts';

/** What a shortcut leads to. */
export interface ShellLink {
  /** As written: a path with a drive or with variables. Undefined for folders of the shell and for web pages. */
  readonly target: string | undefined;
  /** What kept the target from being read. */
  readonly fault: unknown;
}

const HAS_LIST = 1;
const HAS_INFO = 2;
const UNICODE = 0x80;
/** Strings that may follow, in this order: description, relative path, folder, arguments, icon. */
const STRINGS = [4, 8, 0x10, 0x20, 0x40];
const ENVIRONMENT = 0xa000_0001;
const MAX_BLOCKS = 64;

/**
 * The target of a shortcut: the local path, else the path with variables.
 *
 * @throws SyntaxError when the bytes are not a shortcut
 * @see https://learn.microsoft.com/openspecs/windows_protocols/ms-shllink/
 */
export function shellLink(bytes: Uint8Array): ShellLink {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 76 || view.getUint32(0, true) !== 76)
    throw new SyntaxError('not a shortcut: its header is truncated');
  const { value, fault } = attempt(() => targetIn(bytes, view, view.getUint32(20, true)));
  return { target: value, fault };
}

function targetIn(bytes: Uint8Array, view: DataView, flags: number): string | undefined {
  let at = 76;
  if ((flags & HAS_LIST) !== 0) at += 2 + sizeAt(view, at, 2);
  let local: string | undefined;
  if ((flags & HAS_INFO) !== 0) {
    local = localPath(bytes, view, at);
    at += sizeAt(view, at, 4);
  }
  if (local !== undefined) return local;
  for (const flag of STRINGS) {
    if ((flags & flag) !== 0) at += 2 + sizeAt(view, at, 2) * ((flags & UNICODE) === 0 ? 1 : 2);
  }
  return environmentPath(bytes, view, at);
}

function sizeAt(view: DataView, at: number, width: 2 | 4): number {
  if (at + width > view.byteLength) throw new SyntaxError(`offset ${at}: the shortcut is truncated`);
  return width === 2 ? view.getUint16(at, true) : view.getUint32(at, true);
}

/** The path on a volume of this machine, in Unicode where it is there. */
function localPath(bytes: Uint8Array, view: DataView, at: number): string | undefined {
  const size = sizeAt(view, at, 4);
  if (size < 28 || at + size > bytes.length)
    throw new SyntaxError(`offset ${at}: the place of a shortcut is truncated`);
  if ((view.getUint32(at + 8, true) & 1) === 0) return undefined;
  const header = view.getUint32(at + 4, true);
  const wideAt = header >= 36 && size >= 36 ? view.getUint32(at + 28, true) : 0;
  const end = at + size;
  if (wideAt > 0 && wideAt < size) return textAt(bytes.subarray(at + wideAt, end), 'utf-16le');
  const baseAt = view.getUint32(at + 16, true);
  return baseAt > 0 && baseAt < size ? textAt(bytes.subarray(at + baseAt, end), 'windows-1252') : undefined;
}

function textAt(bytes: Uint8Array, encoding: string): string | undefined {
  return new TextDecoder(encoding).decode(bytes).replace(/\0.*$/su, '') || undefined;
}

/** A block behind the strings has the path with variables, in two spellings. A block without room for itself ends them. */
function environmentPath(bytes: Uint8Array, view: DataView, start: number): string | undefined {
  let at = start;
  for (let number = 0; number < MAX_BLOCKS; number++) {
    const size = sizeAt(view, at, 4);
    if (size < 4) return undefined;
    if (size < 8 || at + size > bytes.length)
      throw new SyntaxError(`offset ${at}: a block of the shortcut is truncated`);
    if (view.getUint32(at + 4, true) === ENVIRONMENT && size >= 788)
      return textAt(bytes.subarray(at + 268, at + 788), 'utf-16le');
    at += size;
  }
  throw new SyntaxError(`more than ${MAX_BLOCKS} blocks in a shortcut`);
}
