import { type ZipEntry, zipEntries, zipStrays } from '../../formats/archive/zip.ts';
import { quoted } from '../../formats/source-position.ts';
import { limits } from '../../limits.ts';
import type { FileSearch } from '../../open-files.ts';
import type { Source } from '../../types.ts';
import { cleanPath, type Target, targetOf } from './apply-layer.ts';
import { build } from './build.ts';
import { type Bytes, openRange, type Range } from './bytes.ts';
import { classifyNames } from './classify.ts';
import { type NamedTarget, newTarget } from './every-member.ts';
import type { ArchiveError } from './image-manifest.ts';
import type { Spool } from './spool.ts';
import { filesOf, pathOf } from './tree.ts';
import { troubles, walk } from './walk.ts';
import { zipContent } from './zip-content.ts';

/** What the list of a zip archive says. */
export interface Listing {
  readonly entries: readonly ZipEntry[];
  readonly faults: readonly ArchiveError[];
}

/** Opens a zip archive: the root of a file system, the folder of a host, or manifests that were collected. */
export function openZip(stored: Bytes, name: string, spool: Spool): Source | undefined {
  const { range } = stored;
  if (!range) return undefined;
  const { entries, faults } = zipListing(range);
  const survey = classifyNames(entries.map((entry) => placeOf(entry) ?? ''));
  const roots = survey.prefixes.filter((prefix) => prefix !== '');
  const { ignoreCase, prefixes } = survey;
  const labelOf = (prefix: string) => (roots.length > 1 ? prefix : '');
  return {
    name,
    kind: 'archive',
    layout: survey.kind === 'root' ? 'root' : 'handed',
    ...(roots.length > 1 ? { labels: roots } : {}),
    async *files(globs) {
      yield* troubles(faults, '');
      const pass = async (targets: readonly Target[]) => takeEntries(entries, range, targets);
      for (const built of await build({
        globs,
        ignoreCase,
        handed: survey.kind !== 'root',
        prefixes,
        spool,
        pass,
      })) {
        const label = labelOf(built.prefix);
        yield* troubles(built.faults, label);
        yield* walk(built.tree, globs, { ignoreCase, label });
      }
    },
    everyFile: async (search) => {
      const handed = survey.kind !== 'root';
      const targets = prefixes.map((prefix) =>
        newTarget({ ignoreCase, handed, spool }, prefix, search.wanted),
      );
      takeEntries(entries, range, targets);
      await visitAll(targets, labelOf, search);
    },
    close: async () => spool.close(),
  };
}

/** Every file can be reached where it lies, so one look at the names is enough. */
async function visitAll(
  targets: readonly NamedTarget[],
  labelOf: (prefix: string) => string,
  search: FileSearch,
): Promise<void> {
  for (const { prefix, tree, passed } of targets) {
    if (!(await search.visit({ passed: passed() }))) return;
    for (const node of filesOf(tree.root)) {
      const path = labelOf(prefix) + pathOf(node);
      const open = () => node.content?.open?.(path);
      if (!(await search.visit({ path, open }))) return;
    }
  }
}

/** The members of a zip archive, and what is wrong in it. */
export function zipListing(range: Range): Listing {
  const entries: ZipEntry[] = [];
  const faults: ArchiveError[] = [];
  const open = openRange(range);
  try {
    for (const entry of zipEntries(range.size, open.read)) {
      if (entries.length >= limits.entries)
        throw new SyntaxError(`more than ${limits.entries} files (limit: entries)`);
      entries.push(entry);
    }
    for (const reason of zipStrays(range.size, open.read, entries)) faults.push({ path: '.', reason });
  } catch (error) {
    faults.push({ path: '.', reason: error instanceof Error ? error.message : String(error) });
  } finally {
    open.close();
  }
  return { entries, faults };
}

function takeEntries(entries: readonly ZipEntry[], range: Range, targets: readonly Target[]): void {
  for (const target of targets) target.interest.forget();
  for (const entry of entries) {
    const whole = placeOf(entry);
    const target = targetOf(targets, whole ?? '');
    if (whole === undefined) targets[0]?.fault('.', `${quoted(entry.path)} leads out of the archive`);
    else if (target && whole.length > target.prefix.length) {
      takeEntry(entry, whole.slice(target.prefix.length), range, target);
    }
  }
}

function takeEntry(entry: ZipEntry, path: string, range: Range, { tree, interest: filter }: Target): void {
  for (const wanted of filter.folders(path.slice(0, Math.max(path.lastIndexOf('/'), 0))))
    tree.folder(wanted, 0);
  if (entry.type === 'folder') return tree.folder(path, 0);
  const content = zipContent(entry, range);
  if (entry.type === 'link') {
    const target = entry.size <= 4096 ? Buffer.from(content.read()).toString('utf8') : '';
    tree.put(path, 'link', 0, undefined, target);
  } else if (filter.wants(path)) tree.put(path, 'file', 0, content);
  else tree.replace(path, 0);
}

/** Drive letters stand before paths of Windows now and then. */
const DRIVE = /^[A-Za-z]:\//u;

/** Where a member lies from the top; undefined when it leads out of the archive. */
export function placeOf(entry: ZipEntry): string | undefined {
  return cleanPath(entry.path.replace(DRIVE, ''));
}
