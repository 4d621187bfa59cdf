import { field, isObject, type Json, jsonOfTool, stringField } from '../../formats/markup/json.ts';
import { idsOf, present } from '../../formats/omit-undefined.ts';
import { attempt } from '../../formats/try.ts';
import type { FileResolver, Program, Reader } from '../../types.ts';
import { belowHomes, oneOf } from '../home-globs.ts';

const MANIFESTS = '/extensions/*/package.json';
/** Names of the folders that wait for their removal. */
const REMOVED = '/extensions/.obsolete';
const HOME_FOLDERS = [
  // Each editor of this kind, on a desktop or a server, has a hidden folder: `.vscode`, `.cursor`, `.vscode-server`.
  '.*',
  '.local/share/code-server',
  '.local/share/openvscode-server',
  '.var/app/*/data/*',
  'snap/*/current/.local/share/*',
  'AppData/Local/Programs/*/data',
  'AppData/Local/code-server/Data',
];
const FOLDERS = [
  'config/.openvscode-server',
  'config',
  'opt/*/data',
  'opt/code-server',
  'var/lib/code-server',
];

/**
 * Extensions of VS Code and editors like it: VSCodium, Cursor, Windsurf, Trae, code-server and the servers that remote
 * development leaves.
 *
 * @see https://code.visualstudio.com/api/references/extension-manifest
 */
export const vscodeExtension: Reader = {
  id: 'vscode-extension',
  title: 'Extensions of VS Code, VSCodium, Cursor, Windsurf and their kin',
  supplementary: true,
  paths: [...belowHomes(HOME_FOLDERS, MANIFESTS), oneOf(FOLDERS) + MANIFESTS],
  siblings: [...belowHomes(HOME_FOLDERS, REMOVED), oneOf(FOLDERS) + REMOVED],
  *read(bytes, resolver) {
    const manifest = jsonOfTool(bytes);
    // Other programs keep extensions in such folders too, and theirs name no such engine.
    const isOwn = isObject(manifest) && field(manifest, 'engines', 'vscode') !== undefined;
    if (!isOwn) return;
    const publisher = stringField(manifest, 'publisher');
    const name = stringField(manifest, 'name');
    if (publisher === undefined || name === undefined)
      throw new SyntaxError('an extension without publisher and name');
    const removed = attempt(() => isRemoved(resolver));
    yield present<Program>({
      name: displayName(manifest) ?? `${publisher}.${name}`,
      version: stringField(manifest, 'version'),
      publisher,
      licence: stringField(manifest, 'license'),
      ids: idsOf(['vscode-extension', `${publisher}.${name}`]),
      state: removed.value ? 'residue' : undefined,
    });
    if (removed.fault !== undefined) throw removed.fault;
  },
};

/** A name may stand in the translations, which say nothing more. */
function displayName(manifest: Json): string | undefined {
  const name = stringField(manifest, 'displayName');
  return name?.startsWith('%') ? undefined : name;
}

/** The folder of an extension that was removed goes when the editor starts again. */
function isRemoved({ path, read }: FileResolver): boolean {
  const folder = path.slice(0, path.lastIndexOf('/'));
  const cut = folder.lastIndexOf('/');
  const list = read(`/${folder.slice(0, cut)}/.obsolete`);
  return list !== undefined && list.length > 0 && field(jsonOfTool(list), folder.slice(cut + 1)) === true;
}
