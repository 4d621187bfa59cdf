/**
 * The paths of files in a bill of materials, as the macOS installer keeps one for each package. A store of
 * numbered blocks holds a tree of names; each name knows the block number of its folder.
 *
 * @returns paths without a leading `./`, at most `most` of them
 * @throws SyntaxError with the byte offset for a broken store
 * @see https://github.com/hogliux/bomutils
 */
export function bomPaths(bytes: Uint8Array, most: number): string[] {
  const store = opened(bytes);
  const names = new Map<number, Name>();
  let leaf = firstLeaf(store);
  for (let count = 0; leaf !== undefined && count < most; ) {
    for (const { info, file } of leaf.entries) {
      count++;
      const id = uint32(store, blockAt(store, info).start);
      names.set(id, nameAt(store, file));
    }
    leaf = leaf.next === 0 ? undefined : leafAt(store, leaf.next, count);
  }
  return [...names.values()].map((name) => pathOf(names, name));
}

interface Store {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  /** Where the table of blocks begins, and how many it has. */
  readonly table: number;
  readonly count: number;
  readonly variables: number;
}

interface Block {
  readonly start: number;
  readonly end: number;
}

interface Name {
  readonly parent: number;
  readonly name: string;
}

interface Leaf {
  readonly entries: readonly { readonly info: number; readonly file: number }[];
  readonly next: number;
}

const DEPTH = 64;

function opened(bytes: Uint8Array): Store {
  const magic = Buffer.from(bytes.subarray(0, 8)).toString('latin1');
  if (magic !== 'BOMStore' || bytes.length < 32) throw fault(0, 'no bill of materials');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const table = view.getUint32(16);
  const store = { bytes, view, table, count: 0, variables: view.getUint32(24) };
  return { ...store, count: uint32(store, table) };
}

/** From the variable `Paths` down the left side of the tree. */
function firstLeaf(store: Store): Leaf | undefined {
  const tree = blockAt(store, variable(store, 'Paths'));
  if (uint32(store, tree.start) !== 0x74726565) throw fault(tree.start, 'no tree of paths');
  let block = uint32(store, tree.start + 8);
  for (let depth = 0; depth < DEPTH; depth++) {
    const { start } = blockAt(store, block);
    if (uint16(store, start) === 1) return leafAt(store, block, 0);
    if (uint16(store, start + 2) === 0) return undefined;
    block = uint32(store, start + 12);
  }
  throw fault(tree.start, 'a tree without leaves');
}

function variable(store: Store, wanted: string): number {
  const count = uint32(store, store.variables);
  let at = store.variables + 4;
  for (let number = 0; number < Math.min(count, 64); number++) {
    const length = store.bytes[at + 4] ?? 0;
    const name = Buffer.from(store.bytes.subarray(at + 5, at + 5 + length)).toString('latin1');
    if (name === wanted) return uint32(store, at);
    at += 5 + length;
  }
  throw fault(store.variables, `no variable ${wanted}`);
}

/** `before` bounds leaves that follow each other in a circle: one without entries leads nowhere. */
function leafAt(store: Store, block: number, before: number): Leaf {
  const { start, end } = blockAt(store, block);
  const count = uint16(store, start + 2);
  if (start + 12 + count * 8 > end) throw fault(start, `${count} paths do not fit in their block`);
  if (count === 0 && before > 0) throw fault(start, 'an empty leaf');
  const entries = Array.from({ length: count }, (_, at) => ({
    info: uint32(store, start + 12 + at * 8),
    file: uint32(store, start + 16 + at * 8),
  }));
  return { entries, next: uint32(store, start + 4) };
}

function nameAt(store: Store, block: number): Name {
  const { start, end } = blockAt(store, block);
  const text = Buffer.from(store.bytes.subarray(start + 4, Math.min(end, start + 1028))).toString('utf8');
  const stop = text.indexOf('\0');
  return { parent: uint32(store, start), name: stop === -1 ? text : text.slice(0, stop) };
}

function pathOf(names: ReadonlyMap<number, Name>, last: Name): string {
  const parts: string[] = [];
  let at: Name | undefined = last;
  for (let depth = 0; at !== undefined && depth < DEPTH; depth++) {
    if (at.name !== '.') parts.unshift(at.name);
    at = at.parent === 0 ? undefined : names.get(at.parent);
  }
  return parts.join('/');
}

function blockAt(store: Store, number: number): Block {
  const at = store.table + 4 + number * 8;
  if (number >= store.count) throw fault(store.table, `block ${number} of ${store.count} does not exist`);
  const start = uint32(store, at);
  const end = start + uint32(store, at + 4);
  if (end > store.bytes.length) throw fault(at, `block ${number} leads out of the file`);
  return { start, end };
}

function uint32(store: { bytes: Uint8Array; view: DataView }, at: number): number {
  if (at + 4 > store.bytes.length) throw fault(at, 'truncated');
  return store.view.getUint32(at);
}

function uint16(store: Store, at: number): number {
  if (at + 2 > store.bytes.length) throw fault(at, 'truncated');
  return store.view.getUint16(at);
}

function fault(offset: number, reason: string): SyntaxError {
  return new SyntaxError(`offset ${offset} of the bill of materials: ${reason}`);
}
