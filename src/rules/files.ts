import { type Dirent, readdirSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Ban } from '../schema/index.ts';
import type { RuleFile } from './load.ts';
import { readSmallFile } from './open-text.ts';
import type { RuleSet } from './rule-set.ts';

/**
 * The rule files that paths name: a file itself, or all YAML below a folder, sorted. What begins with a dot is left
 * out, and so are `interdict.yaml`, `waivers.yaml` and `*.waivers.yaml`, which are no rules.
 *
 * @throws Error when a path cannot be read
 */
export function ruleFiles(paths: readonly string[]): RuleFile[] {
  return paths.flatMap((path) => {
    if (!statOf(path).isDirectory()) return [fileAt(path)];
    return below(path)
      .filter((file) => !SIDE.test(basename(file)))
      .map(fileAt);
  });
}

/** What may lie in a folder of rules without being one. */
const SIDE = /^(?:interdict|(?:.*[.-])?waivers)\.ya?ml$/u;

/**
 * The configuration and the waivers that paths name, or that lie in folders of rules. A list can be nothing but
 * waivers, whatever its file is called.
 */
export function sideFiles(paths: readonly string[]): RuleFile[] {
  return paths.flatMap((path) => {
    if (statOf(path).isDirectory())
      return below(path)
        .filter((file) => SIDE.test(basename(file)))
        .map(fileAt);
    const file = fileAt(path);
    return SIDE.test(basename(path)) || LIST.test(file.text) ? [file] : [];
  });
}

/** The first line that is neither empty nor a comment begins an entry. */
const LIST = /^(?:[ \t]*(?:#.*)?\r?\n)*- /u;

/** Whether a file is a configuration; else, if it is a side file, it holds waivers. */
export function isConfig(path: string): boolean {
  return /^interdict\.ya?ml$/u.test(basename(path));
}

function statOf(path: string) {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat) throw new Error(`${path}: there is no such file or folder`);
  return stat;
}

/** A link to a folder is one too: packages of rules may be linked in. A circle of links ends at the system's own bound. */
function isFolder(entry: Dirent, path: string): boolean {
  return entry.isDirectory() || (entry.isSymbolicLink() && statOf(path).isDirectory());
}

function below(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => !name.startsWith('.'))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (isFolder(entry, path)) return below(path);
      return /\.ya?ml$/u.test(entry.name) ? [path] : [];
    });
}

/**
 * One file of rules.
 *
 * @throws Error when it cannot be read or is not UTF-8
 */
export function fileAt(path: string): RuleFile {
  try {
    return { path, text: new TextDecoder('utf-8', { fatal: true }).decode(readSmallFile(path)) };
  } catch (error) {
    throw new Error(`${path}: ${faultOf(error as NodeJS.ErrnoException)}`, { cause: error });
  }
}

function faultOf({ code, message }: NodeJS.ErrnoException): string {
  if (code === 'ENOENT') return 'there is no such file';
  return `cannot be read: ${code === 'ERR_ENCODING_INVALID_ENCODED_DATA' ? 'it is not UTF-8' : message}`;
}

/** Bans of a folder or file among others: by their ids, which are file names, and those that a file extends. */
export function bansOfFiles(rules: RuleSet, files: readonly RuleFile[]): Ban[] {
  const ids = new Set(
    files.map(({ path, text }) => extendedId(text) ?? basename(path).replace(/\.ya?ml$/u, '')),
  );
  return rules.bans.filter(({ id }) => ids.has(id));
}

function extendedId(text: string): string | undefined {
  return /^['"]?extends['"]?\s*:\s*['"]?(?<id>[a-z0-9.-]+)/mu.exec(text)?.groups?.['id'];
}
