import type { Segment } from './segment.ts';
import { exactly, type ReadRange } from './window.ts';

/** A range of an ELF file. */
export interface ElfRange {
  readonly offset: number;
  readonly size: number;
  readonly align: number;
}

/** Where an ELF file has what is of interest. */
export interface ElfHeader {
  readonly little: boolean;
  readonly wide: boolean;
  readonly arch: string | undefined;
  readonly notes: readonly ElfRange[];
  readonly segments: readonly Segment[];
  readonly goBuildInfo: ElfRange | undefined;
  /** The section in which an AppImage says where its updates come from. */
  readonly updateInformation: ElfRange | undefined;
}

const MAX_SEGMENTS = 1024;
const MAX_SECTIONS = 8192;
const MAX_NAMES = 256 * 1024;
const MAX_NOTE_RANGES = 32;
const LOAD = 1;
const NOTE_SEGMENT = 4;
const NOTE_SECTION = 7;
const NO_BITS = 8;
const ARCHES: Readonly<Record<number, string>> = {
  3: 'i386',
  8: 'mips',
  20: 'powerpc',
  21: 'ppc64',
  22: 's390x',
  40: 'arm',
  62: 'amd64',
  183: 'arm64',
  243: 'riscv',
  258: 'loongarch',
};

/** Whether the bytes begin like an ELF file. */
export function isElf(head: Uint8Array): boolean {
  return head[0] === 0x7f && head[1] === 0x45 && head[2] === 0x4c && head[3] === 0x46;
}

/**
 * The header and both tables. Undefined for what is not ELF.
 *
 * @throws SyntaxError with the offset for what is truncated or beyond the limits
 */
export function elfHeader(read: ReadRange): ElfHeader | undefined {
  const ident = read(0, 16);
  if (!isElf(ident)) return undefined;
  const wide = ident[4] === 2;
  const little = ident[5] !== 2;
  const head = exactly(read, 0, wide ? 64 : 52, 'the ELF header');
  const number = (at: number) => (wide ? Number(head.getBigUint64(at, little)) : head.getUint32(at, little));
  const [segmentsAt, sectionsAt] = wide ? [number(32), number(40)] : [number(28), number(32)];
  const counts = wide ? 54 : 42;
  const layout: Layout = { read, little, wide };
  const programs = tableAt(layout, segmentsAt, head, counts, MAX_SEGMENTS, 'program headers').map((at) =>
    segmentAt(layout, at),
  );
  const sections = sectionsOf(layout, sectionsAt, head, counts + 4);
  const notes = [
    ...programs.filter(({ type }) => type === NOTE_SEGMENT),
    ...sections.filter(({ type, loaded }) => type === NOTE_SECTION && !loaded),
  ];
  if (notes.length > MAX_NOTE_RANGES) throw new SyntaxError(`more than ${MAX_NOTE_RANGES} ranges of notes`);
  return {
    little,
    wide,
    arch: ARCHES[head.getUint16(18, little)],
    notes,
    segments: programs.filter(({ type }) => type === LOAD),
    goBuildInfo: sections.find(({ name }) => name === '.go.buildinfo'),
    updateInformation: sections.find(({ name }) => name === '.upd_info'),
  };
}

interface Layout {
  readonly read: ReadRange;
  readonly little: boolean;
  readonly wide: boolean;
}

/** The entries of a table: a view of each. */
function tableAt(
  { read, little }: Layout,
  at: number,
  head: DataView,
  countsAt: number,
  limit: number,
  what: string,
): DataView[] {
  const size = head.getUint16(countsAt, little);
  const count = head.getUint16(countsAt + 2, little);
  if (at === 0 || count === 0) return [];
  if (count > limit) throw new SyntaxError(`${count} ${what}; the limit is ${limit}`);
  if (size < 32) throw new SyntaxError(`offset ${countsAt}: ${what} of ${size} bytes`);
  const table = exactly(read, at, size * count, `the table of ${what}`);
  return Array.from(
    { length: count },
    (_, index) => new DataView(table.buffer, table.byteOffset + index * size, size),
  );
}

function segmentAt({ little, wide }: Layout, view: DataView) {
  if (wide && view.byteLength < 56) throw new SyntaxError(`program headers of ${view.byteLength} bytes`);
  const big = (at: number) => Number(view.getBigUint64(at, little));
  const small = (at: number) => view.getUint32(at, little);
  const type = small(0);
  return wide
    ? { type, offset: big(8), address: big(16), size: big(32), align: big(48) }
    : { type, offset: small(4), address: small(8), size: small(16), align: small(28) };
}

interface Section extends ElfRange {
  readonly name: string;
  readonly type: number;
  readonly loaded: boolean;
}

/** A stripped file may have no sections, and one that is truncated loses them first. */
function sectionsOf(layout: Layout, at: number, head: DataView, countsAt: number): Section[] {
  const { read, little, wide } = layout;
  const views = tableAt(layout, at, head, countsAt, MAX_SECTIONS, 'section headers');
  if (wide && (views[0]?.byteLength ?? 64) < 64) throw new SyntaxError('section headers are too short');
  const big = (view: DataView, place: number) => Number(view.getBigUint64(place, little));
  const small = (view: DataView, place: number) => view.getUint32(place, little);
  const sections = views.map((view) => ({
    nameAt: small(view, 0),
    type: small(view, 4),
    loaded: (small(view, 8) & 2) !== 0,
    offset: wide ? big(view, 24) : small(view, 16),
    size: wide ? big(view, 32) : small(view, 20),
    align: wide ? big(view, 48) : view.byteLength < 36 ? 4 : small(view, 32),
  }));
  const table = sections[head.getUint16(countsAt + 4, little)];
  if (table === undefined || table.type === NO_BITS) return [];
  const names = read(table.offset, Math.min(table.size, MAX_NAMES));
  return sections.map(({ nameAt, ...section }) => ({ ...section, name: nameIn(names, nameAt) }));
}

function nameIn(names: Uint8Array, at: number): string {
  const end = names.indexOf(0, at);
  return Buffer.from(names.subarray(at, Math.min(end < 0 ? names.length : end, at + 64))).toString('latin1');
}
