import type { Command } from 'commander';
import type { PluginOptions, Plugins } from '../plugins/index.ts';
import type { Reader } from '../types.ts';

/** What a command says of its plugins. */
export interface PluginFlags extends PluginOptions {
  readonly plugin?: readonly string[];
}

/** The option that names files with readers and reports of one's own. */
export function withPluginOption(command: Command): Command {
  return command.option(
    '--plugin <file>',
    'JavaScript file with your readers and reports, repeatable',
    (value: string, values: readonly string[]) => [...values, value],
    [] as readonly string[],
  );
}

/**
 * The plugins in force; what loads them is loaded where there may be any.
 *
 * @throws PluginError when one cannot be used
 */
export async function pluginsFor(flags: PluginFlags): Promise<Plugins> {
  if (!flags.plugin?.length && typeof flags.config !== 'string')
    return { records: [], readers: [], reporters: [] };
  const { pluginsOf } = await import('../plugins/index.ts');
  return pluginsOf(flags);
}

/** How a scan asks readers of plugins, if there are any. */
export function ownReadersOf({ readers }: Plugins): { readonly ownReaders?: readonly Reader[] } {
  return readers.length > 0 ? { ownReaders: readers } : {};
}
