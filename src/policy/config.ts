import { existsSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import { isGlob } from '../matching/glob.ts';
import { unknownWord } from '../matching/names/nearest.ts';
import { configAt, type RuleSet } from '../rules/index.ts';
import type { Config } from '../schema/index.ts';
import { findConfig, refuseOutside } from './find-config.ts';

/** A configuration, and where it came from. */
export interface FoundConfig {
  readonly config: Config;
  /** As it was named or found; undefined when there is none. */
  readonly file?: string;
}

/**
 * What the configuration says; nothing when there is none and none was named. Paths in it are from its own folder, but
 * for those of rules, which may be packages.
 *
 * @param path false for no configuration at all
 * @throws RuleError, or Error when a file that is there or was named cannot be read
 */
export async function configIn(path?: string | false): Promise<FoundConfig> {
  if (path === false) return { config: {} };
  const file = path ?? findConfig();
  if (file === undefined) return { config: {} };
  const config = await configAt(file);
  if (path === undefined) {
    refuseOutside(file, config.output ?? []);
    refuseCode(file, config);
  }
  return { config: located(config, dirname(file)), file };
}

/**
 * Code runs with all rights of the caller: a file that came with a checkout must not choose it.
 *
 * @throws Error when a configuration that was found and not named has plugins
 */
function refuseCode(file: string, { plugins }: Config): void {
  if (plugins === undefined) return;
  throw new Error(
    `${file}: plugins: a configuration that was found, not named, loads no code; name the file with --config to allow that`,
  );
}

function located(config: Config, folder: string): Config {
  const bans = asArray(config.bans).map((ban) => (isFile(ban) ? from(folder, ban) : ban));
  return {
    ...config,
    ...(config.bans === undefined ? {} : { bans }),
    ...(config.waivers === undefined
      ? {}
      : { waivers: asArray(config.waivers).map((path) => from(folder, path)) }),
    ...(config['only-baseline'] === undefined
      ? {}
      : { 'only-baseline': asArray(config['only-baseline']).map((path) => from(folder, path)) }),
    ...(config.hosts === undefined ? {} : { hosts: asArray(config.hosts).map((path) => from(folder, path)) }),
    ...(config.plugins === undefined
      ? {}
      : { plugins: asArray(config.plugins).map((path) => from(folder, path)) }),
    ...(config.output === undefined
      ? {}
      : { output: config.output.map((output) => outputFrom(folder, output)) }),
  };
}

function isFile(ban: string): boolean {
  return /[\\/]|\.ya?ml$/u.test(ban);
}

/**
 * The bans that a configuration names. What is no id and no pattern is a file or folder beside the configuration,
 * whatever the current folder holds.
 *
 * @throws Error when it is there only from the current folder
 */
export function bansFrom(
  file: string | undefined,
  selectors: readonly string[],
  { bans }: RuleSet,
): readonly string[] {
  const folder = dirname(file ?? '.');
  const ids = new Set(bans.map(({ id }) => id));
  return selectors.map((selector) => {
    if (folder === '.' || isFile(selector) || isGlob(selector) || ids.has(selector)) return selector;
    if (existsSync(join(folder, selector))) return join(folder, selector);
    if (!existsSync(selector)) return selector;
    throw new Error(`${file}: bans: ${unknownWord('ban', selector, [...ids])}`);
  });
}

/** `json=report.json`; a format alone goes to standard output. */
function outputFrom(folder: string, output: string): string {
  const cut = output.indexOf('=') + 1;
  return cut === 0 || cut === output.length ? output : output.slice(0, cut) + from(folder, output.slice(cut));
}

function from(folder: string, path: string): string {
  return isAbsolute(path) || folder === '.' ? path : join(folder, path);
}

/** One or several, as a list. */
export function asArray(value: string | readonly string[] | undefined): readonly string[] {
  return value === undefined ? [] : typeof value === 'string' ? [value] : value;
}
