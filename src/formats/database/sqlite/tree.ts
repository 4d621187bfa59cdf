import { type ErrorCollector, shown } from '../../errors.ts';
import { FILE_HEADER, numberAt, type Pages } from './pages.ts';

/** One row of a table as it is stored. */
export interface Cell {
  /** Of a table that has none, the place in its order. */
  readonly rowid: number | bigint;
  readonly payload: Uint8Array;
  /** The page that it begins on. */
  readonly page: number;
}

/**
 * The two kinds of tables: those whose rows have ids, all of them in leaves, and those `WITHOUT ROWID`, which
 * are stored like an index is, with rows in the interior of the tree too.
 */
export type TreeKind = 'rows' | 'keys';

/** A walk over one table. */
interface Walk {
  readonly pages: Pages;
  readonly kind: TreeKind;
  /** One for each page that was reached, so that none is read twice and nothing goes in circles. */
  readonly seen: Uint8Array;
  readonly damage: ErrorCollector;
  readonly room: Room;
  last: number | bigint | undefined;
  /** Bytes that payloads may still take: no page belongs to two of them. */
  left: number;
}

/** Gives bytes for a payload that lies on several pages. */
export type Room = (length: number) => Uint8Array;

interface Node {
  readonly page: Uint8Array;
  readonly number: number;
  /** Where the header of the b-tree page begins: after that of the file on the first page. */
  readonly at: number;
  readonly leaf: boolean;
  readonly cells: readonly number[];
}

/** A varint or number and the offset behind it. */
interface Read<T> {
  readonly value: T;
  readonly end: number;
}

const LEAF: Readonly<Record<TreeKind, number>> = { rows: 13, keys: 10 };
const INTERIOR: Readonly<Record<TreeKind, number>> = { rows: 5, keys: 2 };
/** SQLite itself goes no deeper. */
const MAX_DEPTH = 20;

/**
 * The rows of a table in the order of its b-tree.
 *
 * @param errors takes what is broken; the rows around it are still given
 * @param room may give the same bytes again where each payload is done with before the next is asked for
 * @see https://www.sqlite.org/fileformat2.html#b_tree_pages
 */
export function* cellsOf(
  pages: Pages,
  { root, kind }: { readonly root: number; readonly kind: TreeKind },
  errors: ErrorCollector,
  room: Room,
): Generator<Cell> {
  const left = pages.usable * pages.count;
  const seen = new Uint8Array(pages.count + 1);
  const walk: Walk = { pages, kind, seen, damage: errors, room, last: undefined, left };
  if (kind === 'keys') yield* keyedCells(walk, root, 1);
  else yield* rowCells(walk, root);
}

function* rowCells(walk: Walk, root: number): Generator<Cell> {
  const waiting: [number, depth: number][] = [[root, 1]];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const [number, depth] = next;
    const node = nodeAt(walk, number, depth);
    if (node === undefined) continue;
    if (node.leaf) yield* leafCells(walk, node);
    else for (const child of childrenOf(node).reverse()) waiting.push([child, depth + 1]);
  }
}

/** Between two of its children an interior page holds a row. */
function* keyedCells(walk: Walk, number: number, depth: number): Generator<Cell> {
  const node = nodeAt(walk, number, depth);
  if (node === undefined) return;
  const children = node.leaf ? [] : childrenOf(node);
  for (const [index, at] of node.cells.entries()) {
    const child = children[index];
    if (child !== undefined) yield* keyedCells(walk, child, depth + 1);
    const row = Number(walk.last ?? 0) + 1;
    walk.last = row;
    const length = varint(node.page, node.leaf ? at : at + 4);
    const payload = payloadAt(walk, node, length.end, Number(length.value), row);
    if (payload !== undefined) yield { rowid: row, payload, page: number };
  }
  const last = children.at(-1);
  if (last !== undefined) yield* keyedCells(walk, last, depth + 1);
}

function nodeAt(walk: Walk, number: number, depth: number): Node | undefined {
  const page = reach(walk, number);
  if (page === undefined) return undefined;
  const at = number === 1 ? FILE_HEADER : 0;
  const type = page[at];
  const leaf = type === LEAF[walk.kind];
  if (!(leaf || type === INTERIOR[walk.kind]) || depth > MAX_DEPTH) {
    walk.damage.add(`table page ${number} at depth ${depth} begins with ${shown(page.subarray(at))}`);
    return undefined;
  }
  const header = at + (leaf ? 8 : 12);
  const count = short(page, at + 3);
  if (header + 2 * count > page.length) {
    walk.damage.add(`table page ${number} counts ${count} cells`);
    return undefined;
  }
  const cells = Array.from({ length: count }, (_, index) => short(page, header + 2 * index));
  const node = { page, number, at, leaf, cells };
  checkSpace(walk, node, header + 2 * count);
  return node;
}

/** A page that is there, is in use, and was not read before: of the table, or what a row needs beside it. */
function reach(walk: Walk, number: number, row?: number | bigint): Uint8Array | undefined {
  const page = walk.pages.page(number);
  const isOpen = walk.seen[number] === 0 && !walk.pages.free.has(number);
  if (page !== undefined && isOpen) {
    walk.seen[number] = 1;
    return page;
  }
  const fault = page === undefined ? `of ${walk.pages.count} is not there` : 'is free or used twice';
  walk.damage.add(`${row === undefined ? 'table page' : `row ${row}: overflow page`} ${number} ${fault}`);
  return undefined;
}

/**
 * Cells, free blocks and the fragments that the header counts fill the end of a page without a gap: a row
 * that fell out of the page would leave one.
 */
function checkSpace(walk: Walk, node: Node, headerEnd: number): void {
  const { page, at } = node;
  const start = short(page, at + 5) || 65536;
  let used = page[at + 7] ?? 0;
  let last = 0;
  for (let block = short(page, at + 1); block !== 0; block = short(page, block)) {
    if (block <= last || block + 4 > page.length) {
      walk.damage.add(`table page ${node.number}: free block at ${block}`);
      return;
    }
    last = block;
    used += short(page, block + 2);
  }
  for (const cell of node.cells) used += cellSize(walk, node, cell);
  if (start < headerEnd || start + used !== page.length) {
    walk.damage.add(`table page ${node.number}: ${used} bytes of content from ${start} to ${page.length}`);
  }
}

function cellSize(walk: Walk, node: Node, at: number): number {
  const from = node.leaf ? at : at + 4;
  if (walk.kind === 'rows' && !node.leaf) return Math.max(varint(node.page, from).end - at, 4);
  const payload = varint(node.page, from);
  const { end } = walk.kind === 'rows' ? varint(node.page, payload.end) : payload;
  const length = Number(payload.value);
  const local = localOf(walk, length);
  return Math.max(end - at + local + (local < length ? 4 : 0), 4);
}

/** How much of a payload stays on the page of its row; the rest goes to overflow pages. */
function localOf({ pages: { usable }, kind }: Walk, length: number): number {
  const most = kind === 'rows' ? usable - 35 : Math.floor(((usable - 12) * 64) / 255) - 23;
  if (length <= most) return length;
  const least = Math.floor(((usable - 12) * 32) / 255) - 23;
  const filling = least + ((length - least) % (usable - 4));
  return filling <= most ? filling : least;
}

function childrenOf(node: Node): number[] {
  const children = node.cells.map((cell) => numberAt(node.page, cell));
  return [...children, numberAt(node.page, node.at + 8)];
}

function* leafCells(walk: Walk, node: Node): Generator<Cell> {
  const first = node.at + 8 + 2 * node.cells.length;
  for (const at of node.cells) {
    const length = varint(node.page, at);
    const rowid = varint(node.page, length.end);
    if (at < first || rowid.end > node.page.length) {
      walk.damage.add(`table page ${node.number} has a cell at ${at}`);
      continue;
    }
    if (walk.last !== undefined && rowid.value <= walk.last) {
      walk.damage.add(`table page ${node.number}: row ${rowid.value} comes after row ${walk.last}`);
    }
    walk.last = rowid.value;
    const payload = payloadAt(walk, node, rowid.end, Number(length.value), rowid.value);
    if (payload !== undefined) yield { rowid: rowid.value, payload, page: node.number };
  }
}

function payloadAt(
  walk: Walk,
  node: Node,
  at: number,
  length: number,
  row: number | bigint,
): Uint8Array | undefined {
  const local = localOf(walk, length);
  if (length < 0 || length > walk.left || at + local + (local < length ? 4 : 0) > node.page.length) {
    walk.damage.add(`table page ${node.number}: row ${row} has ${length} bytes`);
    return undefined;
  }
  walk.left -= length;
  const first = node.page.subarray(at, at + local);
  if (local === length) return first;
  return chained(walk, first, length, numberAt(node.page, at + local), row);
}

function chained(
  walk: Walk,
  first: Uint8Array,
  length: number,
  next: number,
  row: number | bigint,
): Uint8Array | undefined {
  const payload = walk.room(length);
  payload.set(first);
  let filled = first.length;
  let number = next;
  while (filled < length) {
    const page = reach(walk, number, row);
    if (page === undefined) return undefined;
    const part = page.subarray(4, 4 + length - filled);
    payload.set(part, filled);
    filled += part.length;
    number = numberAt(page, 0);
  }
  if (number !== 0) walk.damage.add(`row ${row} goes on past its length on page ${number}`);
  return payload;
}

/** A number of up to 64 bits, seven in a byte; past the end of the bytes it reads as if zeros followed. */
export function varint(bytes: Uint8Array, from: number): Read<number | bigint> {
  let value = 0;
  for (let at = from; at < from + 4; at++) {
    const byte = bytes[at] ?? 0;
    value = value * 128 + (byte & 0x7f);
    if (byte < 0x80) return { value, end: at + 1 };
  }
  return longVarint(bytes, from);
}

function longVarint(bytes: Uint8Array, from: number): Read<number | bigint> {
  let value = 0n;
  for (let at = from; at < from + 8; at++) {
    const byte = bytes[at] ?? 0;
    value = (value << 7n) | BigInt(byte & 0x7f);
    if (byte < 0x80) return { value: narrow(value), end: at + 1 };
  }
  value = (value << 8n) | BigInt(bytes[from + 8] ?? 0);
  return { value: narrow(BigInt.asIntN(64, value)), end: from + 9 };
}

/** A number where it is exact, else a bigint. */
export function narrow(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

function short(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
}
