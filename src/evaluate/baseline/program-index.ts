/** Whether a list has a program, by what stays the same from version to version. */

import { spellingsOf } from '../../catalogue/spellings.ts';
import { exactKey, nameKey, publisherKey } from '../../matching/names/index.ts';
import type { Program } from '../../types.ts';
import { listOf } from '../list-of.ts';

/** What of a program shows which one it is. */
export type ListedProgram = Pick<Program, 'name' | 'version' | 'publisher' | 'ids' | 'marks'>;

/** Programs of a list that a program is, or may be. */
export interface Found<Item> {
  readonly same: readonly Item[];
  readonly possible: readonly Item[];
}

/** Programs, ready to be looked up. */
export interface ProgramIndex<Item extends ListedProgram> {
  find(program: ListedProgram): Found<Item>;
}

/** Kinds of ID that many programs share, or that name a place and not a program. */
const SHARED: ReadonlySet<string> = new Set(
  'team-id signer signer-registration signer-certificate company original-name process path registry-key app-path cpe os-release apt-source'.split(
    ' ',
  ),
);

/** Kinds of ID for which the ID is the name: a display name says nothing more. */
const NAMING: ReadonlySet<string> = new Set(
  'deb rpm apk pacman portage slackware nix nixpkgs brew opkg xbps pip npm gem cargo golang maven nuget oci'.split(
    ' ',
  ),
);

/** Kinds of ID that installers change with each version, so that another one is no other program. */
const CHANGING: ReadonlySet<string> = new Set(['product-code', 'upgrade-code', 'uninstall-key', 'sha256']);

/** Puts programs in order for {@link ProgramIndex.find}, which takes no longer for more of them. */
export function programIndex<Item extends ListedProgram>(items: readonly Item[]): ProgramIndex<Item> {
  const byId = new Map<string, Item[]>();
  const byName = new Map<string, Item[]>();
  const cut: Item[] = [];
  for (const item of items) {
    const ids = idsOf(item);
    for (const id of ids) listOf(byId, id).push(item);
    if (!isNamedBy(ids)) listOf(byName, plainName(item)).push(item);
    if (isCut(item)) cut.push(item);
  }
  const names = [...byName.keys()];
  const longer = (name: string) =>
    names.filter((key) => key.startsWith(name)).flatMap((key) => byName.get(key) ?? []);
  return {
    find(program) {
      const ids = idsOf(program);
      const same = new Set(ids.flatMap((id) => byId.get(id) ?? []));
      if (same.size > 0 || isNamedBy(ids)) return { same: [...same], possible: [] };
      const name = plainName(program);
      const named = (byName.get(name) ?? []).filter((item) => !hasOtherId(item, ids));
      const sure = named.filter((item) => publisherOf(item) === publisherOf(program));
      if (sure.length > 0) return { same: sure, possible: [] };
      const open = named.filter(({ publisher }) => !publisher || !program.publisher);
      const unsure = isCut(program) ? longer(name) : cut.filter((item) => name.startsWith(plainName(item)));
      return { same: [], possible: [...open, ...unsure] };
    },
  };
}

function idsOf({ ids = [] }: ListedProgram): string[] {
  return ids.flatMap((id) => {
    const kind = kindOf(id);
    const value = id.slice(kind.length + 1);
    return SHARED.has(kind) || value === '' ? [] : [`${kind}:${withoutVersion(kind, exactKey(value))}`];
  });
}

/** Debian puts the version of a kernel into the name of its package; a package URL may end with one. */
const KERNEL = /^(?<name>linux-[a-z-]+-)\d+\.\d+\.\d+-\d+/u;

function withoutVersion(kind: string, value: string): string {
  if (kind === 'deb') return value.replace(KERNEL, '$<name>#');
  return kind === 'purl' ? value.replace(/@[^/]*$/u, '') : value;
}

function kindOf(id: string): string {
  return id.slice(0, Math.max(id.indexOf(':'), 0));
}

function isNamedBy(ids: readonly string[]): boolean {
  return ids.some((id) => NAMING.has(kindOf(id)));
}

/** Two applications of one name with different bundle IDs are two. */
function hasOtherId(item: ListedProgram, ids: readonly string[]): boolean {
  const kinds = new Set(ids.map(kindOf).filter((kind) => !CHANGING.has(kind)));
  return idsOf(item).some((id) => kinds.has(kindOf(id)));
}

function plainName(program: ListedProgram): string {
  return nameKey(spellingsOf(program).at(-1) ?? program.name);
}

function publisherOf({ publisher = '' }: ListedProgram): string {
  return publisherKey(publisher);
}

function isCut({ marks = [] }: ListedProgram): boolean {
  return marks.includes('truncated-name');
}
