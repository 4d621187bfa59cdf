import { existsSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import { configAt } from '../rules/index.ts';
import type { Config } from '../schema/index.ts';

/** Looked for in the current folder when no other is named. */
export const CONFIG_FILE = 'interdict.yaml';

/**
 * What `interdict.yaml` says; nothing when there is none and none was named. Paths in it are from its own folder, but for
 * those of rules, which may be packages.
 *
 * @throws RuleError, or Error when a named file cannot be read
 */
export async function configIn(path?: string): Promise<Config> {
  if (path === undefined && !existsSync(CONFIG_FILE)) return {};
  const file = path ?? CONFIG_FILE;
  return located(await configAt(file), dirname(file));
}

function located(config: Config, folder: string): Config {
  const bans = asArray(config.bans).map((ban) => (isFile(ban) ? from(folder, ban) : ban));
  return {
    ...config,
    ...(config.bans === undefined ? {} : { bans }),
    ...(config.waivers === undefined
      ? {}
      : { waivers: asArray(config.waivers).map((path) => from(folder, path)) }),
    ...(config.output === undefined
      ? {}
      : { output: config.output.map((output) => outputFrom(folder, output)) }),
  };
}

function isFile(ban: string): boolean {
  return /[\\/]|\.ya?ml$/u.test(ban);
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
