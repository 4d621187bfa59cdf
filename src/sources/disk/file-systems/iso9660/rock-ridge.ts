import type { BlockDevice } from '../../device.ts';
import { viewOf } from '../../little-endian.ts';
import { SECTOR } from './record.ts';

/** What Rock Ridge says of a file. */
export interface RockRidge {
  readonly name: Uint8Array | undefined;
  /** Type and permissions, as POSIX has them. */
  readonly mode: number | undefined;
  readonly target: string | undefined;
  /** The folder was moved up to the sector named; its entry here stands for it. */
  readonly child: number | undefined;
  /** This is such a folder at the place that it was moved to. */
  readonly isMoved: boolean;
  /** The content is compressed (zisofs). */
  readonly isPacked: boolean;
}

/** Places that one entry may go on in. */
const MAX_CONTINUATIONS = 64;
const NAME = { self: 2, parent: 4 };
const PART = { continues: 1, self: 2, parent: 4, root: 8 };

/** Bytes to leave out of each entry, as the root shows; undefined when there is no Rock Ridge. */
export function susp(systemUse: Uint8Array): number | undefined {
  const isThere = tagOf(systemUse, 0) === 'SP' && systemUse[4] === 0xbe && systemUse[5] === 0xef;
  return isThere ? (systemUse[6] ?? 0) : undefined;
}

/** Reads all that Rock Ridge says. Throws SyntaxError when it goes on without an end. */
export function rockRidge(device: BlockDevice, systemUse: Uint8Array): RockRidge {
  const names: Uint8Array[] = [];
  const target = new LinkTarget();
  let mode: number | undefined;
  let child: number | undefined;
  let [isMoved, isPacked] = [false, false];
  for (const { tag, bytes } of entries(device, systemUse)) {
    if (tag === 'NM' && ((bytes[4] ?? 0) & (NAME.self | NAME.parent)) === 0) names.push(bytes.subarray(5));
    else if (tag === 'PX' && bytes.length >= 8) mode = viewOf(bytes).getUint32(4, true);
    else if (tag === 'SL') target.add(bytes.subarray(5));
    else if (tag === 'CL' && bytes.length >= 8) child = viewOf(bytes).getUint32(4, true);
    else if (tag === 'RE') isMoved = true;
    else if (tag === 'ZF') isPacked = true;
  }
  const name = names.length > 0 ? Buffer.concat(names) : undefined;
  return { name, mode, target: target.text(), child, isMoved, isPacked };
}

interface Entry {
  readonly tag: string;
  readonly bytes: Uint8Array;
}

function* entries(device: BlockDevice, systemUse: Uint8Array): Generator<Entry> {
  let area: Uint8Array | undefined = systemUse;
  for (let count = 0; area !== undefined; count++) {
    if (count > MAX_CONTINUATIONS) throw new SyntaxError('an entry goes on in too many places');
    let next: Uint8Array | undefined;
    for (let at = 0; at + 4 <= area.length; ) {
      const length = area[at + 2] as number;
      const tag = tagOf(area, at);
      if (length < 4 || at + length > area.length || tag === 'ST') break;
      const bytes = area.subarray(at, at + length);
      if (tag === 'CE' && length >= 28) next = continuation(device, viewOf(bytes));
      else yield { tag, bytes };
      at += length;
    }
    area = next;
  }
}

function continuation(device: BlockDevice, view: DataView): Uint8Array {
  const length = view.getUint32(20, true);
  if (length > 16 * SECTOR) throw new SyntaxError(`an entry goes on for ${length} bytes`);
  return device.read(view.getUint32(4, true) * SECTOR + view.getUint32(12, true), length);
}

function tagOf(bytes: Uint8Array, at: number): string {
  return String.fromCharCode(bytes[at] ?? 0, bytes[at + 1] ?? 0);
}

/** A target comes in parts, and parts in pieces. */
class LinkTarget {
  private readonly parts: string[] = [];
  private piece: Uint8Array[] = [];
  private isRooted = false;

  add(bytes: Uint8Array): void {
    for (let at = 0; at + 2 <= bytes.length; ) {
      const flags = bytes[at] as number;
      const end = at + 2 + (bytes[at + 1] as number);
      if ((flags & PART.root) !== 0) this.isRooted = true;
      else if ((flags & PART.parent) !== 0) this.parts.push('..');
      else if ((flags & PART.self) !== 0) this.parts.push('.');
      else this.addPiece(bytes.subarray(at + 2, end), (flags & PART.continues) !== 0);
      at = end;
    }
  }

  /** Undefined when there was no part at all. */
  text(): string | undefined {
    if (!this.isRooted && this.parts.length === 0) return undefined;
    return (this.isRooted ? '/' : '') + this.parts.join('/');
  }

  private addPiece(bytes: Uint8Array, continues: boolean): void {
    this.piece.push(bytes);
    if (continues) return;
    this.parts.push(Buffer.concat(this.piece).toString('utf8'));
    this.piece = [];
  }
}
