import { type ElfHeader, type ElfRange, elfHeader } from './elf-header.ts';
import { type GoBuildInfo, goBuildInfo } from './go-build-info.ts';
import { exactly, type ReadRange } from './window.ts';

/** What an ELF file says of itself. */
export interface ElfFile {
  readonly arch: string | undefined;
  /** Hexadecimal: the same for all copies of one build. */
  readonly buildId?: string;
  /** JSON of the package that it was built for (`.note.package`). */
  readonly packageNote?: string;
  readonly go?: GoBuildInfo;
  /** An AppImage: the program is in the file system behind the ELF file. */
  readonly appImage?: { readonly type: number; readonly update?: string };
}

const PACKAGE_NOTE = 0xcafe1a7e;
const BUILD_ID = 3;
/** Real notes have a few dozen to a few hundred bytes. */
const MAX_NOTES = 64 * 1024;
const MAX_UPDATE = 4096;

/**
 * An ELF file: programs and libraries of Linux and other systems. Undefined when it is not one.
 *
 * @throws SyntaxError with the offset for headers and notes that are truncated or lead nowhere
 * @see https://gabi.xinuos.com/elf/
 * @see https://uapi-group.org/specifications/specs/package_metadata_for_executable_files/
 */
export function elfFile(read: ReadRange): ElfFile | undefined {
  const header = elfHeader(read);
  if (header === undefined) return undefined;
  const notes: Notes = {};
  for (const range of header.notes) addNotes(read, header, range, notes);
  const go = header.goBuildInfo && goBuildInfo(read, header.segments, header.goBuildInfo);
  const appImage = appImageOf(read, header);
  return { arch: header.arch, ...notes, ...(go ? { go } : {}), ...(appImage ? { appImage } : {}) };
}

interface Notes {
  buildId?: string;
  packageNote?: string;
}

function addNotes(read: ReadRange, { little }: ElfHeader, range: ElfRange, notes: Notes): void {
  if (range.size > MAX_NOTES)
    throw new SyntaxError(`offset ${range.offset}: notes of ${range.size} bytes; the limit is ${MAX_NOTES}`);
  const view = exactly(read, range.offset, range.size, 'a note');
  const align = range.align === 8 ? 8 : 4;
  const padded = (at: number) => Math.ceil(at / align) * align;
  let at = 0;
  while (at + 12 <= range.size) {
    const nameSize = view.getUint32(at, little);
    const size = view.getUint32(at + 4, little);
    const type = view.getUint32(at + 8, little);
    const start = at + padded(12 + nameSize);
    if (start + size > range.size) throw new SyntaxError(`offset ${range.offset + at}: a note is truncated`);
    const bytes = new Uint8Array(view.buffer, view.byteOffset, range.size);
    const owner = latin(bytes.subarray(at + 12, at + 12 + Math.min(nameSize, 64)));
    const content = bytes.subarray(start, start + size);
    if (owner === 'GNU' && type === BUILD_ID) notes.buildId ??= Buffer.from(content).toString('hex');
    if (owner === 'FDO' && type === PACKAGE_NOTE)
      notes.packageNote ??= new TextDecoder().decode(content).replace(/\0+$/u, '');
    at = start + padded(size);
  }
}

/** `AI` and the type stand in the bytes that ELF leaves free. */
function appImageOf(read: ReadRange, { updateInformation }: ElfHeader): ElfFile['appImage'] {
  const magic = read(8, 3);
  const type = magic[2] ?? 0;
  if (magic[0] !== 0x41 || magic[1] !== 0x49 || (type !== 1 && type !== 2)) return undefined;
  const size = Math.min(updateInformation?.size ?? 0, MAX_UPDATE);
  const update = updateInformation && latin(read(updateInformation.offset, size));
  return { type, ...(update ? { update } : {}) };
}

/** Up to the first zero. */
function latin(bytes: Uint8Array): string {
  const zero = bytes.indexOf(0);
  return Buffer.from(zero < 0 ? bytes : bytes.subarray(0, zero)).toString('latin1');
}
