import type { ErrorCollector } from '../errors.ts';
import { shown } from '../errors.ts';

/** One blob of the database with its number. */
export interface NdbBlob {
  readonly index: number;
  readonly blob: Uint8Array;
}

interface Slot {
  readonly place: string;
  readonly index: number;
  /** In blocks of 16 bytes, from the beginning of the file. */
  readonly start: number;
  readonly blocks: number;
}

const BLOCK = 16;
const PAGE = 4096;
const HEAD = 16;
const TAIL = 12;
const MAGIC = { file: fourCc('RpmP'), slot: fourCc('Slot'), head: fourCc('BlbS'), tail: fourCc('BlbE') };

/** Whether a file begins like an rpm package database of the NDB back end. */
export function isNdb(head: Uint8Array): boolean {
  return head.length >= 4 && numberAt(head, 0) === MAGIC.file;
}

/**
 * The blobs of an NDB file (`Packages.db`), in the order of the file; every number in it is little-endian.
 *
 * @param errors takes what is broken inside; the blobs around it are still given
 * @throws SyntaxError when the header is not that of such a file
 * @see https://github.com/rpm-software-management/rpm/blob/master/lib/backend/ndb/rpmpkg.c
 */
export function* ndbBlobs(bytes: Uint8Array, errors: ErrorCollector): Generator<NdbBlob> {
  const slots = slotsOf(bytes, errors).sort((a, b) => a.start - b.start);
  const indexes = new Set<number>();
  let free = firstBlock(bytes);
  for (const slot of slots) {
    if (slot.start < free) {
      errors.add(`${slot.place} points into another blob at block ${slot.start}`);
      continue;
    }
    checkFree(bytes, free, slot.start, errors);
    free = slot.start + slot.blocks;
    if (indexes.has(slot.index)) errors.add(`${slot.place}: blob ${slot.index} is there twice`);
    indexes.add(slot.index);
    const blob = blobAt(bytes, slot, errors);
    if (blob !== undefined) yield { index: slot.index, blob };
  }
  checkFree(bytes, free, Math.ceil(bytes.length / BLOCK), errors);
}

function firstBlock(bytes: Uint8Array): number {
  return numberAt(bytes, 12) * (PAGE / BLOCK);
}

function slotsOf(bytes: Uint8Array, errors: ErrorCollector): Slot[] {
  if (!isNdb(bytes)) throw new SyntaxError(`no NDB file: it begins with ${shown(bytes)}`);
  if (bytes.length < PAGE) throw new SyntaxError(`an NDB file of ${bytes.length} bytes is truncated`);
  const version = numberAt(bytes, 4);
  const slotPages = numberAt(bytes, 12);
  if (version !== 0) throw new SyntaxError(`NDB version ${version} is not known`);
  if (slotPages === 0 || slotPages * PAGE > bytes.length) {
    throw new SyntaxError(`${slotPages} pages of slots do not fit into ${bytes.length} bytes`);
  }
  if (bytes.length % BLOCK !== 0) errors.add(`truncated: ${bytes.length} bytes end inside a block`);
  const slots: Slot[] = [];
  for (let at = 2 * BLOCK; at < slotPages * PAGE; at += BLOCK) {
    const slot = slotAt(bytes, at, errors);
    if (slot !== undefined) slots.push(slot);
  }
  checkCounts(bytes, slots, errors);
  return slots;
}

/** The generation grows with each slot written, and the next number is above all that were given. */
function checkCounts(bytes: Uint8Array, slots: readonly Slot[], errors: ErrorCollector): void {
  const generation = numberAt(bytes, 8);
  const next = numberAt(bytes, 16);
  if (slots.length > generation) errors.add(`${slots.length} slots in use at generation ${generation}`);
  for (const slot of slots) {
    if (slot.index >= next)
      errors.add(`${slot.place}: blob ${slot.index} is not below the next number ${next}`);
  }
}

function slotAt(bytes: Uint8Array, at: number, errors: ErrorCollector): Slot | undefined {
  const place = `slot ${at / BLOCK}`;
  const index = numberAt(bytes, at + 4);
  const start = numberAt(bytes, at + 8);
  const blocks = numberAt(bytes, at + 12);
  const shownSlot = (): string => shown(bytes.subarray(at, at + BLOCK));
  if (numberAt(bytes, at) !== MAGIC.slot) {
    errors.add(`${place} has no magic: ${shownSlot()}`);
    return undefined;
  }
  if (start === 0) {
    if (index !== 0 || blocks !== 0) errors.add(`${place} is free and in use: ${shownSlot()}`);
    return undefined;
  }
  if (index === 0 || start < firstBlock(bytes) || blocks * BLOCK < HEAD + TAIL) {
    errors.add(`${place} is not possible: ${shownSlot()}`);
    return undefined;
  }
  if ((start + blocks) * BLOCK > bytes.length) {
    errors.add(`truncated: ${place} ends at byte ${(start + blocks) * BLOCK} of ${bytes.length}`);
    return undefined;
  }
  return { place, index, start, blocks };
}

/** A blob stands between a head and a tail that both show its length; the tail holds a sum over all before it. */
function blobAt(bytes: Uint8Array, slot: Slot, errors: ErrorCollector): Uint8Array | undefined {
  const at = slot.start * BLOCK;
  const tail = (slot.start + slot.blocks) * BLOCK - TAIL;
  const length = numberAt(bytes, at + 12);
  const place = `blob ${slot.index} at byte ${at}`;
  if (numberAt(bytes, at) !== MAGIC.head || numberAt(bytes, tail + 8) !== MAGIC.tail) {
    errors.add(`${place} has no magic: ${shown(bytes.subarray(at, at + HEAD))}`);
    return undefined;
  }
  if (numberAt(bytes, at + 4) !== slot.index) {
    errors.add(`${place} calls itself blob ${numberAt(bytes, at + 4)}`);
    return undefined;
  }
  if (Math.ceil((HEAD + length + TAIL) / BLOCK) !== slot.blocks || numberAt(bytes, tail + 4) !== length) {
    errors.add(`${place} has a length of ${length} that its slot and its end do not have`);
    return undefined;
  }
  const sum = adler32(bytes, at, tail);
  if (sum !== numberAt(bytes, tail)) {
    errors.add(`${place} has the checksum ${sum.toString(16)}, not ${numberAt(bytes, tail).toString(16)}`);
    return undefined;
  }
  return bytes.subarray(at + HEAD, at + HEAD + length);
}

/** What is removed is overwritten with zeros: anything else between blobs lost its slot. */
function checkFree(bytes: Uint8Array, from: number, to: number, errors: ErrorCollector): void {
  const end = Math.min(to * BLOCK, bytes.length);
  for (let at = from * BLOCK; at < end; at++) {
    if (bytes[at] === 0) continue;
    const block = at - (at % BLOCK);
    errors.add(
      `no slot leads to byte ${block}, which is in use: ${shown(bytes.subarray(block, block + BLOCK))}`,
    );
    return;
  }
}

/** @see https://www.rfc-editor.org/rfc/rfc1950 */
function adler32(bytes: Uint8Array, from: number, to: number): number {
  let low = 1;
  let high = 0;
  for (let at = from; at < to; ) {
    // 5552 is the longest run that keeps the sums within 32 bits
    for (const stop = Math.min(at + 5552, to); at < stop; at++) {
      low += bytes[at] ?? 0;
      high += low;
    }
    low %= 65521;
    high %= 65521;
  }
  return ((high << 16) | low) >>> 0;
}

function numberAt(bytes: Uint8Array, at: number): number {
  const low = (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8);
  return (low | ((bytes[at + 2] ?? 0) << 16) | ((bytes[at + 3] ?? 0) << 24)) >>> 0;
}

function fourCc(name: string): number {
  return numberAt(new TextEncoder().encode(name), 0);
}
