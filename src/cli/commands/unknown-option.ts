import { nearest } from '../../matching/names/nearest.ts';
import type { Io } from '../../types.ts';
import { optionsOfVerbs } from './index.ts';

/**
 * What an unknown option may have meant: an option of another command, or one that is spelt nearly so.
 *
 * @param message as the parser says it: `error: unknown option '--bans'`
 * @param verb the command that was called
 * @returns undefined when nothing is like it
 */
export async function optionHint(message: string, verb: string, io: Io): Promise<string | undefined> {
  const flag = /'(?<flag>-[^'=]*)/u.exec(message)?.groups?.['flag'] ?? '';
  const all = await optionsOfVerbs(io);
  const others = [...all].filter(([, options]) => options.includes(flag)).map(([name]) => name);
  if (others.length > 0) return `${flag} is an option of: ${others.join(', ')}`;
  const near = nearest(flag, all.get(verb) ?? all.get('scan') ?? []);
  return near === undefined ? undefined : `did you mean ${near}?`;
}
