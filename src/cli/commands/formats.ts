import { Command } from 'commander';
import { readerMetadata } from '../../readers/load.ts';
import { withoutGroups } from '../../sources/index.ts';
import type { Io } from '../../types.ts';
import { outputFormat } from '../print.ts';

/** `interdict formats`: every reader, where it looks and what it recognises. */
export function formatsCommand(io: Io): Command {
  return new Command('formats')
    .description('list every reader with its ID, title and paths')
    .option('-o, --output <format>', 'text, json or markdown', 'text')
    .action((options: { output: string }) => {
      io.stdout.write(render(outputFormat(options.output, ['text', 'json', 'markdown'])));
    });
}

function render(format: 'text' | 'json' | 'markdown'): string {
  const rows = readerMetadata.map(({ id, title, paths, recognises: handed }) => ({
    id,
    title,
    paths: paths.flatMap(withoutGroups),
    handed,
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
