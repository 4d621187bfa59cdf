import { type TarEntry, tarEntries } from '../../formats/archive/tar.ts';
import { streamInput } from '../../formats/archive/tar-input.ts';
import type { Source } from '../../types.ts';
import { type Bytes, openRange, type Range } from '../image/bytes.ts';
import { archiveMembers, type Member } from '../image/members.ts';
import { newSpool } from '../image/spool.ts';
import { imageSource } from '../image.ts';
import { type ArchiveOptions, type Candidate, deeper, newNesting, withNested } from './parts.ts';
import { extentsIn, FIRST_LOOK, isText, layoutFolders, mayBeNested, NESTED_HEAD } from './recognise.ts';

/** Opens a part of a file of this machine: an archive, an image, a disk. */
export type OpenRange = (range: Range, name: string, options: ArchiveOptions) => Promise<Source | undefined>;

/** A packed archive has to be unpacked before what is in it can be opened; whether that is worth it. */
export async function hasNested(bytes: Bytes): Promise<boolean> {
  const input = streamInput(bytes.chunks());
  try {
    for await (const entry of tarEntries(input)) {
      if (entry.type !== 'file' || entry.size < 4) continue;
      if (layoutFolders([entry.path]).length > 0 || mayBeNested(await headOf(entry))) return true;
    }
  } catch {
    // What is damaged there is reported by whoever reads all of it.
  } finally {
    await input.close();
  }
  return false;
}

async function headOf(entry: TarEntry): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of entry.chunks()) {
    // A chunk holds until the next one is asked for.
    parts.push(Uint8Array.from(chunk.subarray(0, NESTED_HEAD - length)));
    length += chunk.length;
    if (isText((parts[0] as Uint8Array).subarray(0, FIRST_LOOK)) || length >= NESTED_HEAD) break;
  }
  return Buffer.concat(parts);
}

/**
 * An archive of files that somebody collected, with the images, archives and disks among them as parts.
 *
 * @param members where its files lie on this machine as they are
 */
export async function withNestedMembers(
  around: Source,
  members: ReadonlyMap<string, Member>,
  options: ArchiveOptions,
  open: OpenRange,
): Promise<Source> {
  const paths = [...members.keys()];
  const layouts = layoutFolders(paths).filter((folder) => isLayout(members, folder));
  const isInside = (path: string) => layouts.some((layout) => path.startsWith(`${layout}/`));
  const nesting = options.nesting ?? newNesting();
  const inner = { ...options, nesting: deeper(nesting) };
  const files: [string, Range, Uint8Array][] = [];
  for (const [path, member] of members) {
    const head = 'file' in member && !isInside(path) ? headIn(member) : undefined;
    if (head && 'file' in member) files.push([path, member, head]);
  }
  const extents = new Set(
    files.flatMap(([path, , head]) => extentsIn(head).map((name) => beside(path, name))),
  );
  const candidates: Candidate[] = [
    ...layouts.map(
      (path): Candidate => ({
        path,
        folder: true,
        open: async (name) =>
          imageSource(archiveMembers(within(members, `${path}/`)), name, inner, newSpool()),
      }),
    ),
    ...files
      .filter(([path]) => !extents.has(path))
      .map(([path, range]): Candidate => ({ path, open: (name) => open(range, name, inner) })),
  ];
  return withNested(around, candidates, paths, nesting);
}

function beside(path: string, name: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1) + name;
}

function headIn(range: Range): Uint8Array | undefined {
  if (range.size < 4) return undefined;
  const open = openRange(range);
  try {
    if (isText(open.read(0, FIRST_LOOK))) return undefined;
    const head = open.read(0, NESTED_HEAD);
    return mayBeNested(head) ? head : undefined;
  } finally {
    open.close();
  }
}

const LAYERS = /"Layers"\s*:\s*\[|"application\/vnd\.(?:oci|docker)\./u;
/** Bytes of a description that say what it describes. */
const DESCRIPTION = 64 * 1024;

/** Whether a folder is an image: many programs have a `manifest.json` that means something else. */
function isLayout(members: ReadonlyMap<string, Member>, folder: string): boolean {
  const names = members.has(`${folder}/oci-layout`) ? ['index.json', 'manifest.json'] : ['manifest.json'];
  return names.some((name) => {
    const member = members.get(`${folder}/${name}`);
    if (!member || !('file' in member)) return false;
    const open = openRange(member);
    try {
      return LAYERS.test(Buffer.from(open.read(0, DESCRIPTION)).toString('latin1'));
    } finally {
      open.close();
    }
  });
}

/** The members of a folder, as if that were all. */
function within(members: ReadonlyMap<string, Member>, prefix: string): Map<string, Member> {
  const own = new Map<string, Member>();
  for (const [path, member] of members) {
    if (!path.startsWith(prefix)) continue;
    const isAbsolute = 'link' in member && member.link.startsWith(`/${prefix}`);
    own.set(path.slice(prefix.length), isAbsolute ? { link: member.link.slice(prefix.length) } : member);
  }
  return own;
}
