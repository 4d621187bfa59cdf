import type { Segment } from './segment.ts';
import { type ReadRange, viewOf } from './window.ts';

/** A load command of a Mach-O file, with how its numbers are written. */
export interface LoadCommand {
  readonly type: number;
  /** From its own beginning. */
  readonly view: DataView;
  readonly little: boolean;
  /** For 64-bit addresses. */
  readonly wide: boolean;
}

const FAT = new Set([0xcafebabe, 0xcafebabf]);
const THIN = new Set([0xfeedface, 0xfeedfacf, 0xcefaedfe, 0xcffaedfe]);
/** Load commands of real programs stay far below. */
const MOST = { architectures: 32, commands: 1 << 20 };
const SEGMENT = 0x01;
const SEGMENT_64 = 0x19;

/** Whether the bytes begin like a Mach-O file, thin or universal. A Java class begins like a universal one. */
export function isMachO(head: Uint8Array): boolean {
  if (head.length < 8) return false;
  const view = viewOf(head);
  const magic = view.getUint32(0);
  const count = view.getUint32(4);
  return THIN.has(magic) || (FAT.has(magic) && count > 0 && count <= MOST.architectures);
}

/**
 * Where the first architecture begins; vendors build and sign all of them alike. Undefined for what is no Mach-O file.
 *
 * @throws SyntaxError when the header is truncated
 */
export function machSlice(read: ReadRange): number | undefined {
  const head = viewOf(read(0, 40));
  if (head.byteLength < 28) {
    if (!isMachO(read(0, 8))) return undefined;
    throw new SyntaxError('the Mach-O header is truncated');
  }
  const magic = head.getUint32(0);
  if (THIN.has(magic)) return 0;
  // A Java class begins with the same four bytes; its version stands where the count would.
  if (!FAT.has(magic) || head.getUint32(4) > MOST.architectures || head.getUint32(4) === 0) return undefined;
  return magic === 0xcafebabe ? head.getUint32(16) : Number(head.getBigUint64(16));
}

/**
 * The load commands of one architecture.
 *
 * @param slice where it begins
 * @throws SyntaxError with the offset for what is truncated or leads nowhere
 * @see https://github.com/apple-oss-distributions/xnu/blob/main/EXTERNAL_HEADERS/mach-o/loader.h
 */
export function* loadCommands(read: ReadRange, slice: number): Generator<LoadCommand> {
  const head = viewOf(read(slice, 32));
  const magic = head.byteLength < 32 ? 0 : head.getUint32(0);
  if (!THIN.has(magic))
    throw new SyntaxError(`offset ${slice}: no Mach-O header where the universal one says`);
  const little = magic === 0xcefaedfe || magic === 0xcffaedfe;
  const wide = magic === 0xfeedfacf || magic === 0xcffaedfe;
  const count = head.getUint32(16, little);
  const size = head.getUint32(20, little);
  const start = slice + (wide ? 32 : 28);
  if (size > MOST.commands) throw new SyntaxError(`offset ${slice}: load commands of ${size} bytes`);
  const commands = viewOf(read(start, size));
  if (commands.byteLength < size) throw new SyntaxError(`offset ${start}: the load commands are truncated`);
  let at = 0;
  for (let number = 0; number < count; number++) {
    if (at + 8 > size) throw new SyntaxError(`offset ${start + at}: the load commands are truncated`);
    const length = commands.getUint32(at + 4, little);
    if (length < 8 || at + length > size)
      throw new SyntaxError(`offset ${start + at}: a load command of ${length} bytes`);
    const view = new DataView(commands.buffer, commands.byteOffset + at, length);
    yield { type: commands.getUint32(at, little), view, little, wide };
    at += length;
  }
}

/** What a Mach-O file loads: its segments, and the sections in them by name. */
export interface MachImage {
  readonly segments: readonly Segment[];
  readonly sections: ReadonlyMap<string, Segment>;
}

/**
 * The segments and sections of the first architecture; undefined for what is no Mach-O file.
 *
 * @throws SyntaxError as {@link loadCommands} does
 */
export function machImage(read: ReadRange): MachImage | undefined {
  const slice = machSlice(read);
  if (slice === undefined) return undefined;
  const segments: Segment[] = [];
  const sections = new Map<string, Segment>();
  for (const command of loadCommands(read, slice)) {
    const { type, view, wide, little } = command;
    if (type !== (wide ? SEGMENT_64 : SEGMENT)) continue;
    const layout = wide ? WIDE : NARROW;
    if (view.byteLength < layout.sections) throw new SyntaxError('a segment of the Mach-O file is truncated');
    const word = (at: number) => (wide ? Number(view.getBigUint64(at, little)) : view.getUint32(at, little));
    segments.push({
      address: word(24),
      offset: slice + word(layout.fileOffset),
      size: word(layout.fileSize),
    });
    const count = view.getUint32(layout.count, little);
    if (layout.sections + count * layout.step > view.byteLength)
      throw new SyntaxError(`a segment of the Mach-O file has ${count} sections in ${view.byteLength} bytes`);
    for (let number = 0; number < count; number++) {
      const at = layout.sections + number * layout.step;
      sections.set(nameAt(view, at), {
        address: word(at + 32),
        size: word(at + layout.sectionSize),
        offset: slice + view.getUint32(at + layout.sectionOffset, little),
      });
    }
  }
  return { segments, sections };
}

/** Where a segment command and the sections behind it have what is of interest. */
const WIDE = {
  fileOffset: 40,
  fileSize: 48,
  count: 64,
  sections: 72,
  step: 80,
  sectionSize: 40,
  sectionOffset: 48,
};
const NARROW = {
  fileOffset: 32,
  fileSize: 36,
  count: 48,
  sections: 56,
  step: 68,
  sectionSize: 36,
  sectionOffset: 40,
};

function nameAt(view: DataView, at: number): string {
  const name = Buffer.from(view.buffer, view.byteOffset + at, 16).toString('latin1');
  return name.replace(/\0.*$/su, '');
}
