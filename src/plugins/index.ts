import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { configIn } from '../policy/config.ts';
import { readerMetadata } from '../readers/load.ts';
import { PluginError } from '../readers/plugin-error.ts';
import type { Reporter } from '../report/run.ts';
import { reporters as builtIn } from '../reporters/index.ts';
import { readSmallFile } from '../rules/open-text.ts';
import type { PluginRecord, Reader } from '../types.ts';
import type { Plugin } from './define.ts';
import { kit, type PluginKit } from './kit.ts';
import { ownReader, wordsOf } from './own-reader.ts';
import { ownReporter } from './own-reporter.ts';
import { pluginIn } from './shape.ts';
import { tryPlugin } from './trial.ts';

export type { Plugin } from './define.ts';

/** The plugins in force, loaded and checked. */
export interface Plugins {
  readonly records: readonly PluginRecord[];
  readonly readers: readonly Reader[];
  readonly reporters: readonly Reporter[];
}

/** Where plugins are named. */
export interface PluginOptions {
  /** Files, from the current folder. */
  readonly plugin?: readonly string[];
  /** A configuration that was named: one that is only found loads no code. */
  readonly config?: string | false;
}

/**
 * The plugins that a call and its configuration name.
 *
 * @throws PluginError when one cannot be loaded, has a wrong shape, or has an id that another has
 */
export async function pluginsOf({ plugin = [], config }: PluginOptions): Promise<Plugins> {
  const named = typeof config === 'string' ? await configIn(config) : { config: {} };
  return loadPlugins([...plugin, ...[named.config.plugins ?? []].flat()]);
}

/**
 * Loads the files of plugins.
 *
 * @throws PluginError as {@link pluginsOf} does
 */
export async function loadPlugins(files: readonly string[]): Promise<Plugins> {
  const loaded: Loaded[] = [];
  for (const file of files) {
    const one = found(file);
    await tryPlugin(file, one.href);
    loaded.push(await load(one));
  }
  return assemble(loaded);
}

/**
 * The plugins that another thread or process loaded.
 *
 * @throws PluginError when a file has changed since
 */
export async function samePlugins(records: readonly PluginRecord[]): Promise<Plugins> {
  const loaded: Loaded[] = [];
  for (const { file, sha256 } of records) {
    const one = found(file);
    if (one.sha256 !== sha256) throw new PluginError(`${file}: the plugin changed during the run`);
    loaded.push(await load(one));
  }
  return assemble(loaded);
}

/** A plugin that a program made itself: it has no file. */
export function pluginsFrom(plugins: readonly Plugin[]): Plugins {
  return assemble(
    plugins.map((plugin, at) => ({ file: `plugins[${at}]`, plugin: pluginIn(`plugins[${at}]`, plugin) })),
  );
}

interface Loaded {
  readonly file: string;
  readonly sha256?: string;
  readonly plugin: Plugin;
}

/** A file that can be loaded. */
interface Found {
  readonly file: string;
  readonly sha256: string;
  readonly href: string;
}

function found(file: string): Found {
  const path = resolve(file);
  const sha256 = createHash('sha256').update(bytesOf(file, path)).digest('hex');
  return { file, sha256, href: pathToFileURL(path).href };
}

async function load({ file, sha256, href }: Found): Promise<Loaded> {
  const { default: exported } = (await import(href)) as { default?: unknown };
  return { file, sha256, plugin: pluginIn(file, made(file, exported)) };
}

/** A plugin, or what makes one of the tools that it is given. */
function made(file: string, exported: unknown): unknown {
  if (typeof exported !== 'function') return exported;
  try {
    return (exported as (tools: PluginKit) => unknown)(kit);
  } catch (error) {
    throw new PluginError(`${file}: the default export failed: ${wordsOf(error)}`, { cause: error });
  }
}

function bytesOf(file: string, path: string): Uint8Array {
  try {
    return readSmallFile(path);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const why =
      code === 'ENOENT' ? 'there is no such file' : code === 'EACCES' ? 'permission denied' : message;
    throw new PluginError(`${file}: the plugin cannot be read: ${why}`, { cause: error });
  }
}

function assemble(loaded: readonly Loaded[]): Plugins {
  refuseTwice('reader', loaded, ({ readers = [] }) => readers, [
    'path',
    'explain',
    ...readerMetadata.map(({ id }) => id),
  ]);
  refuseTwice('report', loaded, ({ reporters = [] }) => reporters, Object.keys(builtIn));
  return {
    records: loaded.map(({ file, sha256, plugin: { readers = [], reporters = [] } }) => ({
      file,
      ...(sha256 === undefined ? {} : { sha256 }),
      readers: readers.map(({ id }) => id),
      reporters: reporters.map(({ id }) => id),
    })),
    readers: loaded.flatMap(({ plugin }) => (plugin.readers ?? []).map(ownReader)),
    reporters: loaded.flatMap(({ plugin }) => (plugin.reporters ?? []).map(ownReporter)),
  };
}

/** Two of one id could not be distinguished in a report. */
function refuseTwice(
  what: string,
  loaded: readonly Loaded[],
  listOf: (plugin: Plugin) => readonly { readonly id: string }[],
  taken: readonly string[],
): void {
  const owners = new Map(taken.map((id) => [id, 'interdict itself']));
  for (const { file, plugin } of loaded) {
    for (const { id } of listOf(plugin)) {
      const owner = owners.get(id);
      if (owner !== undefined)
        throw new PluginError(`${file}: the ${what} ${id} is there already, in ${owner}`);
      owners.set(id, file);
    }
  }
}
