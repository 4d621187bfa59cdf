import { nearest } from '../../matching/names/nearest.ts';
import type { Io } from '../../types.ts';
import { optionsOfCommands } from './index.ts';

/**
 * A suggestion for an unknown option: an option of another command, or one with a similar spelling.
 *
 * @param message as the parser writes it: `error: unknown option '--bans'`
 * @param command the command that was called
 * @returns undefined if no option is similar
 */
export async function optionHint(message: string, command: string, io: Io): Promise<string | undefined> {
  const flag = /'(?<flag>-[^'=]*)/u.exec(message)?.groups?.['flag'] ?? '';
  const all = await optionsOfCommands(io);
  const others = [...all].filter(([, options]) => options.includes(flag)).map(([name]) => name);
  if (others.length > 0) return `${flag} is an option of: ${others.join(', ')}`;
  const near = nearest(flag, all.get(command) ?? all.get('scan') ?? []);
  return near === undefined ? undefined : `did you mean ${near}?`;
}
