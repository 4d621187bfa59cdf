import { field, isObject, type Json, jsonOfTool, listField, stringField } from '../../formats/markup/json.ts';
import { idsOf, present } from '../../formats/omit-undefined.ts';
import type { FileResolver, Program, Reader } from '../../types.ts';
import { belowHomes, oneOf } from '../home-globs.ts';
import { licenceText } from '../licence-text.ts';

/** Folders of an account whose `node_modules` hold nothing but what was installed globally. */
const HOME_PREFIXES = [
  ...['.npm-global', '.npm-packages', '.npm', '.local', '.node', 'npm', 'n', '.n', '.linuxbrew'].map(
    (name) => `${name}/lib`,
  ),
  // Managers of versions of Node.js keep a folder for each.
  ...[
    '.nvm/versions/node/*',
    '.config/nvm/versions/node/*',
    '.local/share/nvm/*',
    '.nvs/node/*/*',
    '.proto/tools/node/*',
    '.version-fox/cache/nodejs/*/*',
    '.vfox/cache/nodejs/*/*',
    '.nodenv/versions/*',
    '.nodebrew/node/*',
    '.asdf/installs/nodejs/*',
    '.local/share/mise/installs/node/*',
    '.local/share/rtx/installs/node/*',
    '.volta/tools/image/node/*',
    '.volta/tools/image/packages/*',
    '.volta/tools/image/packages/*/*',
    '.fnm/node-versions/*/installation',
    '.local/share/fnm/node-versions/*/installation',
    '.local/share/pnpm/nodejs/*',
    'Library/pnpm/nodejs/*',
    'Library/Application Support/fnm/node-versions/*/installation',
  ].map((name) => `${name}/lib`),
  'AppData/Roaming/npm',
  'AppData/Roaming/nvm/*',
  'AppData/Local/nvm/*',
  'AppData/Roaming/fnm/node-versions/*/installation',
  'AppData/Local/Volta/tools/image/packages/*',
  'AppData/Local/Volta/tools/image/packages/*/*',
  'AppData/Local/Volta/tools/image/node/*',
  'scoop/persist/*/bin',
  // pnpm links what was asked for, and keeps the rest apart.
  '.local/share/pnpm/global/*',
  '.local/share/pnpm/global/*/*',
  'Library/pnpm/global/*',
  'Library/pnpm/global/*/*',
  'AppData/Local/pnpm/global/*',
  'AppData/Local/pnpm/global/*/*',
];

const PREFIXES = [
  'usr/lib',
  'usr/local/lib',
  'opt/homebrew/lib',
  'opt/*/lib',
  'home/linuxbrew/.linuxbrew/lib',
  'usr/local/node*/lib',
  'opt/nvm/versions/node/*/lib',
  'usr/local/n/versions/node/*/lib',
  'usr/local/nvm/versions/node/*/lib',
  'usr/local/share/nvm/versions/node/*/lib',
  'usr/local/fnm/node-versions/*/installation/lib',
  'Program Files/nodejs',
  'Program Files (x86)/nodejs',
  'ProgramData/nvm/*',
  'ProgramData/npm',
];

/** Yarn and Bun mix what was asked for with what that needs; the list beside distinguishes them. */
const LISTED = [
  '.config/yarn/global',
  '.yarn/global',
  '.bun/install/global',
  '.cache/.bun/install/global',
  'AppData/Local/Yarn/Data/global',
  'Library/Application Support/yarn/global',
];
const SHARED_LISTED = ['usr/local/share/.config/yarn/global', 'usr/local/share/yarn/global'];

const PACKAGES = '/node_modules/{*,@*/*}/package.json';
const MANIFEST = /(?:^|\/)node_modules\/(?:@[^/]+\/)?[^/]+\/package\.json$/u;

/**
 * Packages of npm that were installed for a machine or an account and not for a project, by npm, pnpm, Yarn, Bun and
 * the managers of versions of Node.js. What such a package brings along for itself is a part of it.
 *
 * @see https://docs.npmjs.com/cli/configuring-npm/folders
 */
export const npmGlobal: Reader = {
  id: 'npm-global',
  title: 'Packages of npm, installed globally',
  supplementary: true,
  paths: [
    ...belowHomes(HOME_PREFIXES, PACKAGES),
    oneOf(PREFIXES) + PACKAGES,
    ...belowHomes(LISTED, '/package.json'),
    `${oneOf(SHARED_LISTED)}/package.json`,
  ],
  siblings: [...belowHomes(LISTED, PACKAGES), oneOf(SHARED_LISTED) + PACKAGES],
  *read(bytes, resolver) {
    const manifest = jsonOfTool(bytes);
    if (!isObject(manifest)) throw new SyntaxError('not a package.json: expected an object');
    if (MANIFEST.test(resolver.path)) yield packageOf(manifest, folderName(resolver.path));
    else yield* dependencies(manifest, resolver);
  },
};

function packageOf(manifest: Json, folder: string): Program {
  const name = stringField(manifest, 'name') ?? folder;
  return present<Program>({
    name,
    version: stringField(manifest, 'version'),
    licence: licenceOf(manifest),
    // The folder is the name under which it was asked for; an alias has another one inside.
    ids: idsOf(['npm', name], ['npm', folder]),
  });
}

/** A text; packages of old have an object, or a list of them of which one may be chosen. */
function licenceOf(manifest: Json): string | undefined {
  const all = [field(manifest, 'license'), field(manifest, 'licence'), ...listField(manifest, 'licenses')];
  return licenceText(...all.map((one) => (typeof one === 'string' ? one : stringField(one ?? null, 'type'))));
}

/** `@scope/name` of `…/node_modules/@scope/name/package.json`. */
function folderName(path: string): string {
  return path.slice(path.lastIndexOf('node_modules/') + 13, -'/package.json'.length);
}

function* dependencies(manifest: Json, resolver: FileResolver): Generator<Program> {
  const wanted = field(manifest, 'dependencies');
  if (wanted === undefined) return;
  if (!isObject(wanted)) throw new SyntaxError('dependencies is not an object');
  for (const name of Object.keys(wanted)) {
    const bytes = NAME.test(name) ? resolver.read(`node_modules/${name}/package.json`) : undefined;
    yield bytes === undefined ? { name, ids: [`npm:${name}`] } : packageOf(jsonOfTool(bytes), name);
  }
}

const NAME = /^(?:@[\w.~-]+\/)?[\w.~-]+$/u;
