import { isEntryName } from '../../file-system.ts';
import { uint64, utf16, viewOf } from '../../little-endian.ts';

/** A file or folder as its folder has it. */
export interface ExfatEntry {
  readonly name: string;
  readonly isFolder: boolean;
  readonly cluster: number;
  readonly size: number;
  /** Bytes after this are zeros. */
  readonly written: number;
  /** Its clusters follow each other, and the table says nothing of them. */
  readonly isContiguous: boolean;
}

/** Either a file, or the label of the volume. */
export type ExfatItem = ExfatEntry | { readonly label: string };

const ENTRY = 32;
const TYPE = { end: 0, label: 0x83, file: 0x85, stream: 0xc0, name: 0xc1 };
const USED = 0x80;
const PART = 15;
const FOLDER = 0x10;
const CONTIGUOUS = 2;

/**
 * The entries of a folder, from its bytes piece by piece. A file has several, which share a checksum.
 *
 * @throws SyntaxError when a file is damaged
 */
export function* exfatEntries(pieces: Iterable<Uint8Array>): Generator<ExfatItem> {
  let parts: Uint8Array[] = [];
  let wanted = 0;
  for (const piece of pieces) {
    for (let at = 0; at + ENTRY <= piece.length; at += ENTRY) {
      const entry = piece.subarray(at, at + ENTRY);
      const type = entry[0] as number;
      if (parts.length > 0) {
        if ((type & USED) === 0 || type === TYPE.file)
          throw new SyntaxError('a folder is damaged: half a file');
        parts.push(entry);
      } else if (type === TYPE.end) return;
      else if (type === TYPE.label) yield { label: labelOf(entry) };
      else if (type === TYPE.file) {
        parts = [entry];
        wanted = (entry[1] as number) + 1;
      }
      if (parts.length === 0 || parts.length < wanted) continue;
      yield entryOf(parts);
      parts = [];
    }
  }
  if (parts.length > 0) throw new SyntaxError('a folder is damaged: half a file');
}

function labelOf(entry: Uint8Array): string {
  return utf16(entry.subarray(2, 2 + 2 * Math.min(11, entry[1] as number)));
}

function entryOf(parts: readonly Uint8Array[]): ExfatEntry {
  const [file = new Uint8Array(ENTRY), stream = new Uint8Array(ENTRY)] = parts;
  const fileView = viewOf(file);
  if (checksumOf(parts) !== fileView.getUint16(2, true))
    throw new SyntaxError('a folder is damaged: the checksum of a file is wrong');
  if (stream[0] !== TYPE.stream) throw new SyntaxError('a folder is damaged: a file without content');
  const names = parts.filter(([type]) => type === TYPE.name).map((part) => utf16(part.subarray(2)));
  const name = names.join('').slice(0, stream[3]);
  if (names.length * PART < (stream[3] as number) || !isEntryName(name))
    throw new SyntaxError(`a folder is damaged: the name ${JSON.stringify(name)}`);
  const view = viewOf(stream);
  return {
    name,
    isFolder: (fileView.getUint16(4, true) & FOLDER) !== 0,
    cluster: view.getUint32(20, true),
    size: uint64(view, 24),
    written: uint64(view, 8),
    isContiguous: ((stream[1] as number) & CONTIGUOUS) !== 0,
  };
}

/** Over all bytes but those of the checksum itself. */
function checksumOf(parts: readonly Uint8Array[]): number {
  let sum = 0;
  for (const [index, part] of parts.entries()) {
    for (const [at, byte] of part.entries()) {
      if (index === 0 && (at === 2 || at === 3)) continue;
      sum = (((sum & 1) << 15) + (sum >> 1) + byte) & 0xffff;
    }
  }
  return sum;
}
