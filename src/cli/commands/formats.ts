import { Command } from 'commander';
import { type ReaderMetadata, readerMetadata } from '../../readers/load.ts';
import { withoutGroups } from '../../sources/index.ts';
import type { Io, Reader } from '../../types.ts';
import { type PluginFlags, pluginsFor, withPluginOption } from '../plugins.ts';
import { outputFormat } from '../print.ts';

/** `interdict formats`: every reader, where it looks and what it recognises. */
export function formatsCommand(io: Io): Command {
  const command = new Command('formats').description('list every reader with its ID, title and paths');
  return withPluginOption(command)
    .option('-o, --output <format>', 'text, json or markdown', 'text')
    .action(async (options: PluginFlags & { output: string }) => {
      const format = outputFormat(options.output, ['text', 'json', 'markdown']);
      const { readers } = await pluginsFor(options);
      io.stdout.write(render(format, [...readers, ...readerMetadata]));
    });
}

function render(format: 'text' | 'json' | 'markdown', readers: readonly (ReaderMetadata | Reader)[]): string {
  const rows = readers.map(({ id, title, paths, recognises }) => ({
    id,
    title,
    paths: paths.flatMap(withoutGroups),
    handed: recognises !== undefined && recognises !== false,
  }));
  if (format === 'json') return `${JSON.stringify(rows, null, 2)}\n`;
  return format === 'markdown' ? markdown(rows) : rows.map(card).join('\n');
}

type Row = { id: string; title: string; paths: readonly string[]; handed: boolean };

function card({ id, title, paths, handed }: Row): string {
  const places = [...paths.map((path) => `  /${path}\n`), ...(handed ? ['  input files, by content\n'] : [])];
  return `${id}: ${title}\n${places.join('')}`;
}

function markdown(rows: readonly Row[]): string {
  const lines = rows.map(({ id, title, paths, handed }) => {
    const places = paths.slice(0, 3).map((path) => `\`/${path}\``);
    if (paths.length > 3) places.push(`${paths.length - 3} more`);
    return `| \`${id}\` | ${title} | ${places.join(', ') || '–'} | ${handed ? 'yes' : 'no'} |\n`;
  });
  return `| reader | reads | where | input files |\n| --- | --- | --- | --- |\n${lines.join('')}`;
}
