import { exactly, type ReadRange, viewOf } from './window.ts';

/** A range of a file. */
export interface FileRange {
  readonly offset: number;
  readonly size: number;
}

/** A section of a PE file: where its bytes are in the file and in memory. */
export interface PeSection {
  readonly name: string;
  readonly address: number;
  readonly virtualSize: number;
  readonly offset: number;
  readonly size: number;
  /** What it holds, and who may do what with it: `IMAGE_SCN_…`. */
  readonly flags: number;
}

/** What the headers of a PE file say, as far as the names in it need it. */
export interface PeHeaders {
  /** `amd64`, `i386`, `arm64`, … as packages name them; undefined for others. */
  readonly arch: string | undefined;
  /** DLLs and drivers, which are not started by themselves. */
  readonly isLibrary: boolean;
  readonly sections: readonly PeSection[];
  /** Where the program is in memory; sections lie behind it. */
  readonly imageBase: number;
  /** Version of the linker. */
  readonly linker: { readonly major: number; readonly minor: number };
  /** Address in memory and size of the resource tree. */
  readonly resources: { readonly address: number; readonly size: number } | undefined;
  /** The certificate table, which has a place in the file and none in memory. */
  readonly certificates: FileRange | undefined;
  /** Offset of the checksum, which no signature covers. */
  readonly checksumAt: number;
  /** Offset of the directory entry of the certificate table, which no signature covers. */
  readonly certificateEntryAt: number;
}

/** The loader of Windows takes no more sections. */
const MAX_SECTIONS = 96;
const MAX_DIRECTORIES = 16;
const RESOURCES = 2;
const CERTIFICATES = 4;
const DLL = 0x2000;
const ARCHES: Readonly<Record<number, string>> = {
  0x014c: 'i386',
  0x8664: 'amd64',
  0xaa64: 'arm64',
  0x01c4: 'arm',
};

/** Whether the bytes begin like a program of DOS or Windows. */
export function isMz(head: Uint8Array): boolean {
  return head[0] === 0x4d && head[1] === 0x5a;
}

/**
 * The headers of a PE file: programs, libraries and drivers of Windows and of UEFI. Undefined when the file is not one:
 * programs of DOS and of 16-bit Windows begin alike.
 *
 * @throws SyntaxError with the offset for headers that are truncated or lead nowhere
 * @see https://learn.microsoft.com/windows/win32/debug/pe-format
 */
export function peHeaders(read: ReadRange): PeHeaders | undefined {
  const dos = read(0, 64);
  if (!isMz(dos) || dos.length < 64) return undefined;
  const at = viewOf(dos).getUint32(0x3c, true);
  const magic = read(at, 4);
  if (magic.length < 4 || viewOf(magic).getUint32(0, true) !== 0x4550) return undefined;
  const coff = exactly(read, at + 4, 20, 'the COFF header');
  const count = coff.getUint16(2, true);
  if (count > MAX_SECTIONS)
    throw new SyntaxError(`offset ${at + 6}: ${count} sections; Windows takes ${MAX_SECTIONS}`);
  const optionalAt = at + 24;
  const optionalSize = coff.getUint16(16, true);
  const optional = exactly(read, optionalAt, optionalSize, 'the optional header');
  const directories = directoriesOf(optional, optionalAt);
  const resources = directories.get(RESOURCES);
  const certificates = directories.get(CERTIFICATES);
  return {
    arch: ARCHES[coff.getUint16(0, true)],
    isLibrary: (coff.getUint16(18, true) & DLL) !== 0,
    sections: sectionsOf(exactly(read, optionalAt + optionalSize, count * 40, 'the section table'), count),
    imageBase: imageBaseOf(optional),
    linker: { major: optional.getUint8(2), minor: optional.getUint8(3) },
    resources: resources && { address: resources.value, size: resources.size },
    certificates: certificates && { offset: certificates.value, size: certificates.size },
    checksumAt: optionalAt + 64,
    certificateEntryAt: optionalAt + directoriesAt(optional, optionalAt) + CERTIFICATES * 8,
  };
}

function directoriesAt(optional: DataView, at: number): number {
  const magic = optional.byteLength < 2 ? 0 : optional.getUint16(0, true);
  if (magic === 0x10b) return 96;
  if (magic === 0x20b) return 112;
  throw new SyntaxError(`offset ${at}: not an optional header: expected 0x10b or 0x20b, got ${magic}`);
}

function imageBaseOf(optional: DataView): number {
  return optional.getUint16(0, true) === 0x10b
    ? optional.getUint32(28, true)
    : Number(optional.getBigUint64(24, true));
}

/** Directories that are there and not empty, by number. */
function directoriesOf(optional: DataView, at: number): Map<number, { value: number; size: number }> {
  const start = directoriesAt(optional, at);
  if (optional.byteLength < start) throw new SyntaxError(`offset ${at}: the optional header is truncated`);
  const named = Math.min(optional.getUint32(start - 4, true), MAX_DIRECTORIES);
  const count = Math.min(named, Math.floor((optional.byteLength - start) / 8));
  const found = new Map<number, { value: number; size: number }>();
  for (let number = 0; number < count; number++) {
    const value = optional.getUint32(start + number * 8, true);
    const size = optional.getUint32(start + number * 8 + 4, true);
    if (value !== 0 && size !== 0) found.set(number, { value, size });
  }
  return found;
}

function sectionsOf(table: DataView, count: number): PeSection[] {
  return Array.from({ length: count }, (_, number) => {
    const at = number * 40;
    const name = Array.from({ length: 8 }, (__, index) => String.fromCharCode(table.getUint8(at + index)));
    return {
      name: name.join('').replace(/\0.*$/su, ''),
      virtualSize: table.getUint32(at + 8, true),
      address: table.getUint32(at + 12, true),
      size: table.getUint32(at + 16, true),
      offset: table.getUint32(at + 20, true),
      flags: table.getUint32(at + 36, true),
    };
  });
}

/** Where the file holds what is at an address in memory; undefined when no section does. */
export function fileOffset({ sections }: Pick<PeHeaders, 'sections'>, address: number): number | undefined {
  for (const section of sections) {
    const inside = address - section.address;
    if (inside >= 0 && inside < section.size) return section.offset + inside;
  }
  return undefined;
}
