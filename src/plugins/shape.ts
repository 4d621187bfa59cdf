import { unknownWord } from '../matching/names/nearest.ts';
import { PluginError } from '../readers/plugin-error.ts';
import type { Reporter } from '../report/run.ts';
import type { Reader } from '../types.ts';
import type { Plugin } from './define.ts';

const ID = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/u;

type Check = readonly [(value: unknown) => boolean, string];

const text: Check = [(value) => typeof value === 'string' && value.trim() !== '', 'a text'];
const code: Check = [(value) => typeof value === 'function', 'a function'];
const yes: Check = [(value) => value === true, 'true, or left out'];
const id: Check = [
  (value) => typeof value === 'string' && ID.test(value),
  'small letters, digits and hyphens, as acme-list',
];
const globs: Check = [
  (value) => Array.isArray(value) && value.every(isGlob),
  'a list of globs from the root of a machine, as opt/acme/*.txt',
];
const endings: Check = [(value) => Array.isArray(value) && value.every(text[0]), 'a list of texts'];

/** A glob does not climb, and `/` is between its parts alone. */
function isGlob(value: unknown): boolean {
  if (typeof value !== 'string' || value.includes('\\')) return false;
  return value.split('/').every((part) => part !== '' && part !== '.' && part !== '..');
}

function isTelltale(value: unknown): boolean {
  const { format, keys } = object(value) ?? {};
  return text[0](format) && endings[0](keys);
}

const READER: Readonly<Record<keyof Reader, Check>> = {
  id,
  title: text,
  paths: globs,
  macPaths: globs,
  siblings: globs,
  sidecars: endings,
  pathOnly: [(value) => value === true || value === 'folder', "true or 'folder'"],
  strict: yes,
  freeText: [(value) => value === true || value === 'all', "true or 'all'"],
  supplementary: [(value) => value === true || globs[0](value), 'true or a list of globs'],
  record: yes,
  recognises: code,
  telltales: [
    (value) => Array.isArray(value) && value.every(isTelltale),
    "a list of { format: 'an export of acme', keys: ['acmeVersion'] }",
  ],
  read: code,
};
const REPORTER: Readonly<Record<keyof Reporter, Check>> = {
  id,
  title: text,
  listsPrograms: yes,
  render: code,
};
const NEEDED: ReadonlySet<string> = new Set(['id', 'title', 'paths', 'read', 'render']);

/**
 * Checks what the file of a plugin exports.
 *
 * @param file as it was named, for messages
 * @throws PluginError that names the file and the key
 */
export function pluginIn(file: string, exported: unknown): Plugin {
  const plugin = object(exported);
  if (!plugin) throw new PluginError(`${file}: the default export has to be ${SHAPE}`);
  for (const key of Object.keys(plugin)) {
    if (key !== 'readers' && key !== 'reporters')
      throw new PluginError(
        `${file}: ${unknownWord('key', key, ['readers', 'reporters'])}; it has to be ${SHAPE}`,
      );
  }
  const { readers = [], reporters = [] } = plugin;
  if (!Array.isArray(readers) || !Array.isArray(reporters) || readers.length + reporters.length === 0)
    throw new PluginError(`${file}: the default export has to be ${SHAPE}`);
  for (const [at, one] of readers.entries()) check(one, READER, `${file}: readers[${at}]`);
  for (const [at, one] of reporters.entries()) check(one, REPORTER, `${file}: reporters[${at}]`);
  return { readers: readers as Reader[], reporters: reporters as Reporter[] };
}

const SHAPE = '{ readers: […], reporters: […] } with at least one of either';

function check(given: unknown, keys: Readonly<Record<string, Check>>, place: string): void {
  const one = object(given);
  if (!one) throw new PluginError(`${place}: it has to be an object`);
  for (const key of Object.keys(one)) {
    if (!Object.hasOwn(keys, key))
      throw new PluginError(`${place}: ${unknownWord('key', key, Object.keys(keys))}`);
  }
  for (const [key, [holds, what]] of Object.entries(keys)) {
    const value = one[key];
    if (value === undefined && !NEEDED.has(key)) continue;
    if (!holds(value)) throw new PluginError(`${place}: ${key} has to be ${what}`);
  }
}

function object(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
}
