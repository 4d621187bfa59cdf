import { type TarEntry, tarEntries } from '../../formats/archive/tar.ts';
import { seekInput, streamInput } from '../../formats/archive/tar-input.ts';
import { limits } from '../../limits.ts';
import { isCaseless, ROOT_NAMES } from '../layout.ts';
import { cleanPath } from './apply-layer.ts';
import { type Bytes, openRange, type Range } from './bytes.ts';
import type { ArchiveError } from './image-manifest.ts';
import type { Member } from './members.ts';

/** What an archive is, as the names of its members show. */
export interface Classification {
  readonly kind: 'image' | 'root' | 'handed';
  /** The folders that are roots by themselves (`web-01/`), or `''` where the archive is one. */
  readonly prefixes: readonly string[];
  readonly ignoreCase: boolean;
  /** Of an image in an archive whose places can be reached. */
  readonly members: ReadonlyMap<string, Member>;
  readonly faults: readonly ArchiveError[];
}

/** Of the names at the top of a file system, those that make a folder inside an archive a root by itself. */
const CERTAIN_NAMES = new Set('etc usr var windows applications'.split(' '));
/** A home at the top of a file system, and what people call the folder that they unpacked one into. */
const AMBIGUOUS = 'root';
/** Descriptions of images, and members that only images have at their top. */
const IMAGE_NAME =
  /^(?:manifest\.json|index\.json|oci-layout|repositories|blobs|(?:sha256:)?[0-9a-f]{64}(?:\.\w+)*)$/u;
/** Each of them alone makes an image of an archive. */
export const DESCRIPTIONS = ['manifest.json', 'index.json', 'repositories'];

interface Tops {
  tooMany: boolean;
  readonly names: Set<string>;
  /** Folders at the top with what is in them, as far as it matters. */
  readonly roots: Set<string>;
  readonly members: Map<string, Member>;
  readonly faults: ArchiveError[];
}

/** Looks at the names of a tar archive: all of them, or until they show what it is. */
export async function classifyTar(bytes: Bytes): Promise<Classification> {
  const tops: Tops = { tooMany: false, names: new Set(), roots: new Set(), members: new Map(), faults: [] };
  const open = bytes.range ? openRange(bytes.range) : undefined;
  const input = open && bytes.range ? seekInput(bytes.range.size, open.glance) : streamInput(bytes.chunks());
  try {
    for await (const entry of tarEntries(input)) {
      const path = cleanPath(entry.path);
      if (!path) continue;
      const top = see(tops, path);
      // A packed archive is unpacked for each look, so the look is as short as can be.
      if (CERTAIN_NAMES.has(top.toLowerCase()) || (!bytes.range && showsKind(top))) break;
      if (bytes.range) addMember(tops, path, entry, bytes.range);
    }
  } catch (error) {
    tops.faults.push({ path: '.', reason: error instanceof Error ? error.message : String(error) });
  } finally {
    await input.close();
    open?.close();
  }
  return surveyOf(tops);
}

/** What a list of paths is: of a zip archive. */
export function classifyNames(paths: Iterable<string>): Classification {
  const tops: Tops = { tooMany: false, names: new Set(), roots: new Set(), members: new Map(), faults: [] };
  for (const path of paths) see(tops, path);
  const survey = surveyOf(tops);
  return survey.kind === 'image' ? { ...survey, kind: 'handed' } : survey;
}

/** Notes a path and gives the name at its top. */
function see(tops: Tops, path: string): string {
  const [top = '', second] = path.split('/', 2);
  if (tops.names.size < limits.members) tops.names.add(top);
  if (second === undefined || !CERTAIN_NAMES.has(second.toLowerCase())) return top;
  if (!isRootName(top) && tops.roots.size < limits.members) tops.roots.add(top);
  return top;
}

function addMember(tops: Tops, path: string, entry: TarEntry, { file, start }: Range): void {
  const { type, target, size } = entry;
  if (type === 'folder' || type === 'other') return;
  if (tops.members.size >= limits.members && !DESCRIPTIONS.includes(path)) {
    tops.tooMany = true;
    return;
  }
  if (type === 'file') tops.members.set(path, { file, start: start + entry.offset, size });
  else tops.members.set(path, { link: type === 'hardlink' ? `/${target}` : target });
}

/** Whether one name at the top shows what the archive is. */
function showsKind(top: string): boolean {
  return isRootName(top) || IMAGE_NAME.test(top);
}

function isRootName(name: string): boolean {
  return name !== AMBIGUOUS && ROOT_NAMES.has(name.toLowerCase());
}

function surveyOf(tops: Tops): Classification {
  const names = [...tops.names].map((name) => name.toLowerCase());
  const isImage = DESCRIPTIONS.some((name) => tops.members.has(name));
  const reason = `more than ${limits.members} members (limit: members); the rest was not looked at`;
  const looksLikeImage = tops.members.size === 0 && names.some((name) => IMAGE_NAME.test(name));
  const roots = names.some((name) => CERTAIN_NAMES.has(name)) ? [] : [...tops.roots];
  const isRoot = names.some((name) => ROOT_NAMES.has(name) && !(name === AMBIGUOUS && roots.includes(name)));
  const kind =
    isImage || (looksLikeImage && !isRoot) ? 'image' : isRoot || roots.length > 0 ? 'root' : 'handed';
  return {
    kind,
    prefixes: kind === 'root' && !isRoot ? [...roots.map((root) => `${root}/`), ''] : [''],
    ignoreCase: isCaseless(names),
    members: tops.members,
    faults: tops.tooMany ? [...tops.faults, { path: '.', reason }] : tops.faults,
  };
}
