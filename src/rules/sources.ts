/** Where own rules come from: folders and files, and packages of rules. Each may be pinned by a digest. */

import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { ruleFiles } from './files.ts';
import type { RuleFile } from './load.ts';

/** An entry of `rules` in a configuration, with the files that it names. */
export interface RuleSource {
  /** As the configuration has it: the key of its digest. */
  readonly entry: string;
  readonly files: readonly RuleFile[];
  /** `sha256:…` over the names and the contents of the files. */
  readonly digest: string;
}

/**
 * Reads what entries of `rules` name: a folder or a file next to the configuration, else an npm package in the nearest
 * `node_modules` that has it.
 *
 * @param folder the folder of the configuration
 * @throws Error when there is no such folder, file or package, or when a package has no rules
 */
export function readSources(entries: readonly string[], folder: string): RuleSource[] {
  return entries.map((entry) => {
    const { root, paths } = located(entry, folder);
    const files = ruleFiles(paths);
    return { entry, files, digest: digestOf(files, root) };
  });
}

interface Location {
  /** What the names in the digest are relative to. */
  readonly root: string;
  readonly paths: readonly string[];
}

/** @see https://docs.npmjs.com/cli/v11/configuring-npm/package-json#name */
const PACKAGE = /^(?:@[a-z0-9~-][a-z0-9._~-]*\/)?[a-z0-9~-][a-z0-9._~-]*$/u;

function located(entry: string, folder: string): Location {
  const path = isAbsolute(entry) || folder === '.' ? entry : join(folder, entry);
  if (existsSync(path) || !PACKAGE.test(entry)) return { root: path, paths: [path] };
  const root = packageIn(entry, resolve(folder));
  if (root === undefined) {
    const fault = 'there is no such file or folder, and no package of this name in node_modules';
    throw new Error(`${path}: ${fault}`);
  }
  const paths = ['vendors', 'bans'].map((name) => join(root, name)).filter((name) => existsSync(name));
  if (paths.length === 0) throw new Error(`${root}: a package of rules has a folder vendors or bans`);
  return { root, paths };
}

function packageIn(name: string, folder: string): string | undefined {
  const path = join(folder, 'node_modules', name);
  if (existsSync(path)) return path;
  const above = dirname(folder);
  return above === folder ? undefined : packageIn(name, above);
}

/** Lines of `sha256sum` in the order of their names, digested: line ends count no more than they do in YAML. */
function digestOf(files: readonly RuleFile[], root: string): string {
  const lines = files
    .map(({ path, text }) => [nameBelow(root, path), sha256(text.replaceAll('\r\n', '\n'))] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, digest]) => `${digest}  ${name}\n`);
  return `sha256:${sha256(lines.join(''))}`;
}

function nameBelow(root: string, path: string): string {
  const name = relative(root, path).split(sep).join('/');
  return name === '' ? path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf(sep)) + 1) : name;
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/**
 * Holds rules against their pinned digests. Without any digest nothing is pinned; with one, all are.
 *
 * @param config the path of the configuration, for messages
 * @throws Error when rules are others than those that were pinned, or pins and rules do not name the same entries
 */
export function checkLock(
  sources: readonly RuleSource[],
  lock: Readonly<Record<string, string>> | undefined,
  config: string,
): void {
  if (lock === undefined) return;
  for (const { entry, digest } of sources) {
    const pinned = Object.hasOwn(lock, entry) ? lock[entry] : undefined;
    if (pinned === undefined) throw new Error(`${config}: rules-lock has no digest of ${entry}: ${ADVICE}`);
    if (pinned !== digest)
      throw new Error(`${config}: rules-lock: ${entry} has changed from ${pinned} to ${digest}: ${ADVICE}`);
  }
  const entries = new Set(sources.map(({ entry }) => entry));
  const stale = Object.keys(lock).find((entry) => !entries.has(entry));
  if (stale !== undefined)
    throw new Error(`${config}: rules-lock: ${stale} is not in rules any more: ${ADVICE}`);
}

const ADVICE = "review the rules, then call 'interdict rules lock'";
