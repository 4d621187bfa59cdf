import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';

/** Gives a file of the bundle that lies inside a single-file executable; there is none elsewhere. */
declare const INTERDICT_INSIDE: ((file: string) => string) | undefined;

const SCHEMA = 'config.schema.json';
/** From the file that runs to the package: from the source, from the bundle, and from one of its parts. */
const UP = ['..', '../..', '../../../..'];

/** Where an editor finds the schema of a configuration, and its text where it has to be written first. */
export interface SchemaPlace {
  /** As a modeline of YAML has it. */
  readonly path: string;
  readonly text?: string;
}

/**
 * Finds the schema that came with this interdict: in the package beside the command, where a deb or an rpm puts it, or
 * inside the executable, which gives it out as a file beside the configuration.
 *
 * @param folder of the configuration
 */
export function schemaPlace(folder: string): SchemaPlace | undefined {
  const found = candidates().find((path) => existsSync(path));
  if (found !== undefined) return { path: fromFolder(folder, found) };
  if (typeof INTERDICT_INSIDE !== 'function') return undefined;
  return { path: `interdict.${SCHEMA}`, text: INTERDICT_INSIDE(SCHEMA) };
}

function candidates(): string[] {
  const shared = join(dirname(process.execPath), '..', 'share', 'interdict', 'schema', SCHEMA);
  if (typeof INTERDICT_INSIDE === 'function') return [shared];
  return UP.filter((up) => isOurs(join(import.meta.dirname, up))).map((up) =>
    join(import.meta.dirname, up, 'schema', SCHEMA),
  );
}

function isOurs(folder: string): boolean {
  try {
    const { name } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { name?: unknown };
    return name === 'interdict';
  } catch {
    return false;
  }
}

/** Relative within the project, so that it holds in every checkout; else absolute. With slashes, as URLs have them. */
function fromFolder(folder: string, path: string): string {
  const inside = relative(resolve(folder), path);
  return (inside.startsWith('..') ? path : inside).split(sep).join('/');
}
