import { type TarEntry, type TarOptions, tarEntries } from '../../formats/archive/tar.ts';
import { seekInput, streamInput } from '../../formats/archive/tar-input.ts';
import { quoted } from '../../formats/source-position.ts';
import { limits } from '../../limits.ts';
import { type Bytes, openRange, type Range } from './bytes.ts';
import type { PathFilter } from './path-filter.ts';
import { rangeContent, type Spool } from './spool.ts';
import type { Content, FileTree } from './tree.ts';

/** Where the members of a tar archive go. */
export interface Target {
  /** The folder that is the root of this tree, with its slash; empty for all that no other target takes. */
  readonly prefix: string;
  readonly tree: FileTree;
  readonly interest: PathFilter;
  readonly spool: Spool;
  /** Paths whose content turned out to be wanted when it had gone by. */
  readonly missed: Set<string>;
  /** What becomes of the content of a wanted member; default: it is kept. */
  readonly keep?: (entry: TarEntry, range: Range | undefined) => Promise<Content> | Content;
  /** Reports what could not be taken in. */
  readonly fault: (path: string, reason: string) => void;
}

const DRAIN = 64 * 1024 * 1024;

/** Names of what a layer takes away begin with this. */
const WHITEOUT = '.wh.';
const OPAQUE = '.wh..wh..opq';
/** Names for the bookkeeping of the file system that layers come from. */
const BOOKKEEPING = '.wh..wh.';

/**
 * Takes in a tar archive as one layer over what the tree holds.
 *
 * @param layer from 0; undefined for an archive that is no layer, where names of whiteouts are names
 * @throws SyntaxError where the archive is broken; what stood before counts
 * @see https://github.com/opencontainers/image-spec/blob/main/layer.md
 */
export async function applyTar(
  bytes: Bytes,
  targets: readonly Target[],
  layer?: number,
  options: TarOptions = {},
): Promise<void> {
  for (const target of targets) target.interest.forget();
  const open = bytes.range ? openRange(bytes.range) : undefined;
  const input = open && bytes.range ? seekInput(bytes.range.size, open.glance) : streamInput(bytes.chunks());
  let entries = 0;
  try {
    for await (const entry of tarEntries(input, options)) {
      if (++entries > limits.entries) {
        throw new SyntaxError(`more than ${limits.entries} files (limit: entries)`);
      }
      await take(entry, targets, layer, bytes.range);
    }
    // What follows the end of the archive belongs to its digest and to the checksum of its compression.
    while ((await input.skip(DRAIN)) === DRAIN);
  } finally {
    await input.close();
    open?.close();
  }
}

async function take(
  entry: TarEntry,
  targets: readonly Target[],
  layer: number | undefined,
  range: Range | undefined,
): Promise<void> {
  const whole = cleanPath(entry.path);
  if (whole === undefined) return targets[0]?.fault('.', `${quoted(entry.path)} leads out of the archive`);
  const target = targetOf(targets, whole);
  const path = target ? whole.slice(target.prefix.length) : '';
  if (!target || path === '') return;
  const cut = path.lastIndexOf('/');
  const name = path.slice(cut + 1);
  const folder = realFolder(target, path.slice(0, Math.max(cut, 0)));
  if (folder === undefined) return;
  if (layer !== undefined && name.startsWith(WHITEOUT)) return applyWhiteout(target, folder, name, layer);
  const level = layer ?? 0;
  for (const wanted of target.interest.folders(folder)) target.tree.folder(wanted, level);
  const place = folder === '' ? name : `${folder}/${name}`;
  await addEntry(entry, target, place, level, range);
}

/** A folder that is a root by itself is nothing in the archive around it. */
export function targetOf<T extends { readonly prefix: string }>(
  targets: readonly T[],
  path: string,
): T | undefined {
  return targets.find(({ prefix }) => path.startsWith(prefix) || `${path}/` === prefix);
}

/** Members may come through links that layers below or members before have made. */
function realFolder(target: Target, folder: string): string | undefined {
  try {
    return target.tree.realFolder(folder);
  } catch (error) {
    target.fault(folder, error instanceof Error ? error.message : String(error));
    return undefined;
  }
}

function applyWhiteout(target: Target, folder: string, name: string, layer: number): void {
  if (name === OPAQUE) return target.tree.remove(folder, layer, true);
  if (name.startsWith(BOOKKEEPING)) return;
  const gone = cleanPath(name.slice(WHITEOUT.length));
  if (!gone) return target.fault(folder, `${quoted(name)} takes nothing away`);
  target.tree.remove(folder === '' ? gone : `${folder}/${gone}`, layer, false);
}

async function addEntry(
  entry: TarEntry,
  target: Target,
  path: string,
  layer: number,
  range: Range | undefined,
) {
  const { tree, interest: filter } = target;
  if (entry.type === 'folder') {
    return tree.folder(path, layer);
  }
  if (entry.type === 'link') {
    tree.put(path, 'link', layer, undefined, entry.target);
    return;
  }
  if (!filter.wants(path)) return tree.replace(path, layer);
  if (entry.type === 'hardlink') return hardLink(entry, target, path, layer);
  if (entry.type === 'other') tree.put(path, 'other', layer);
  else tree.put(path, 'file', layer, await contentOf(entry, target, range));
}

function contentOf(
  entry: TarEntry,
  { spool, keep }: Target,
  range: Range | undefined,
): Promise<Content> | Content {
  if (keep) return keep(entry, range);
  if (!range || entry.sparse) return spool.keep(entry.chunks(), entry.size);
  const stored = { file: range.file, start: range.start + entry.offset, size: entry.size };
  return rangeContent({ ...stored, size: Math.min(stored.size, Math.max(0, range.size - entry.offset)) });
}

/** A second name of a file that came before, in this layer or below it. */
function hardLink(entry: TarEntry, target: Target, path: string, layer: number): void {
  const { tree, missed } = target;
  const whole = cleanPath(entry.target);
  if (!whole?.startsWith(target.prefix)) {
    return target.fault(path, `a hard link out of the archive: ${quoted(entry.target)}`);
  }
  const to = whole.slice(target.prefix.length);
  const node = tree.at(tree.realFolder(to));
  if (node?.kind === 'link') tree.put(path, 'link', layer, undefined, node.target);
  else if (node?.kind === 'other') tree.put(path, 'other', layer);
  else {
    if (!node?.content) missed.add(to);
    tree.put(path, 'file', layer, node?.content);
  }
}

/**
 * A path from the root without empty and `.` names; undefined when it climbs with `..`, as only an attack
 * does. Absolute paths start at the root, as every unpacker has it.
 */
export function cleanPath(path: string): string | undefined {
  if (!/(?:^|\/)\.{0,2}(?:\/|$)/u.test(path)) return path;
  const names = path.split('/').filter((name) => name !== '' && name !== '.');
  return names.includes('..') ? undefined : names.join('/');
}
