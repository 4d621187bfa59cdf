import type { Mark, Program, State } from '../../../types.ts';

/** What dpkg calls the states that a package may have reached, in its own order of the letters of `dpkg -l`. */
export const STATES: ReadonlyMap<string, State | 'absent'> = new Map<string, State | 'absent'>([
  ['not-installed', 'absent'],
  ['config-files', 'residue'],
  ['half-installed', 'partial'],
  ['unpacked', 'partial'],
  ['half-configured', 'partial'],
  ['triggers-awaited', 'partial'],
  ['triggers-pending', 'partial'],
  ['installed', 'installed'],
]);

/** The second letter of `dpkg -l`. The letters are the same in every language, the header explains them. */
export const STATE_LETTERS: ReadonlyMap<string, State | 'absent'> = new Map<string, State | 'absent'>([
  ['n', 'absent'],
  ['c', 'residue'],
  ['H', 'partial'],
  ['U', 'partial'],
  ['F', 'partial'],
  ['W', 'partial'],
  ['t', 'partial'],
  ['i', 'installed'],
]);

/** The first word of a status: what is wanted. */
export const WANTS: ReadonlySet<string> = new Set(['unknown', 'install', 'hold', 'deinstall', 'purge']);

/** A package name as dpkg allows it, with the architecture that it appends where several are installed. */
export const NAME = /^(?<name>[A-Za-z0-9][A-Za-z0-9+._-]*)(?::(?<arch>[a-z0-9-]+))?$/u;

/** One row of any list of packages. */
export interface Row {
  /** May carry `:arch`. */
  readonly name: string;
  readonly version?: string | undefined;
  readonly arch?: string | undefined;
  readonly maintainer?: string | undefined;
  readonly state?: State | undefined;
  readonly marks?: readonly Mark[] | undefined;
  readonly line: number;
  readonly kind?: 'deb' | 'opkg';
}

/** The program of a row; undefined when its name cannot be one. */
export function programOf(row: Row): Program | undefined {
  const { name, arch = row.arch } = NAME.exec(row.name)?.groups ?? {};
  if (name === undefined) return undefined;
  return {
    name,
    ...(row.version ? { version: row.version } : {}),
    ...(row.maintainer ? { maintainer: row.maintainer } : {}),
    ...(arch && arch !== 'any' ? { arch } : {}),
    ids: [`${row.kind ?? 'deb'}:${name}`],
    ...(row.state && row.state !== 'installed' ? { state: row.state } : {}),
    ...(row.marks?.length ? { marks: row.marks } : {}),
    line: row.line,
  };
}
