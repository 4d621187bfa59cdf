import { lstatSync, realpathSync } from 'node:fs';
import { dirname, join, resolve, sep } from 'node:path';

/** Looked for in the current folder when no other is named; the other spellings are taken too. */
export const CONFIG_FILE = 'interdict.yaml';
const SPELLINGS = [CONFIG_FILE, 'interdict.yml', '.interdict.yaml', '.interdict.yml'];

/**
 * The configuration of the current folder. One in a folder above is not used, since whoever may write there would
 * decide; it is not passed over in silence either.
 *
 * @throws Error when there are two, when one cannot be looked at, or when there is one in a folder above alone
 */
export function findConfig(): string | undefined {
  const here = SPELLINGS.filter((name) => isThere(name));
  if (here.length > 1)
    throw new Error(`${here.join(' and ')} are both here: keep one, or name one with --config`);
  if (here.length === 1) return here[0];
  const above = configAbove(resolve('.'), '..');
  if (above === undefined) return undefined;
  throw new Error(
    `${above} is a configuration above this folder: use it with --config ${above}, or pass --no-config`,
  );
}

function configAbove(folder: string, way: string): string | undefined {
  const parent = dirname(folder);
  if (parent === folder) return undefined;
  const found = SPELLINGS.find((name) => isReadableFile(join(parent, name)));
  return found === undefined ? configAbove(parent, join(way, '..')) : join(way, found);
}

/** What is there and cannot be opened, as a link that leads nowhere, was meant to be read. */
function isThere(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}

/** A folder above that may not be searched holds nothing that was meant for this one. */
function isReadableFile(path: string): boolean {
  try {
    return isThere(path);
  } catch {
    return false;
  }
}

/**
 * A configuration that was found and not named writes below its folder only: it may have come with a checkout.
 *
 * @throws Error when an output lies elsewhere, through links too
 */
export function refuseOutside(config: string, outputs: readonly string[]): void {
  const root = realpathSync(dirname(resolve(config)));
  for (const output of outputs) {
    const cut = output.indexOf('=');
    if (cut < 0) continue;
    const place = realPlace(resolve(dirname(config), output.slice(cut + 1)));
    if (place === root || place.startsWith(root.endsWith(sep) ? root : root + sep)) continue;
    throw new Error(
      `${config}: the output ${output} lies outside the folder of this file; name the file with --config to allow that`,
    );
  }
}

/** Where a file is or would be, without links. */
function realPlace(path: string): string {
  if (isThere(path)) return realpathSync(path);
  const parent = dirname(path);
  return parent === path ? path : join(realPlace(parent), path.slice(parent.length));
}
