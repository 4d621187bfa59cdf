/** Text for people in columns: wrapped sentences, cards of labelled lines, Markdown tables. */

import { sanitiseText } from '../report/sanitise.ts';

/** Columns that a page without a terminal has. */
const PAGE = 80;

/** A text as lines cut between words, none wider than asked unless a word is. */
function wrapped(text: string, width = PAGE): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of sanitiseText(text).split(/\s+/u)) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

/** A labelled line of a card; several values stand below each other. */
export type Line = readonly [label: string, value: string | readonly string[] | undefined];

/** A heading and labelled lines below it; lines without a value are left out. */
export function card(heading: string, lines: readonly Line[], width = PAGE): string {
  const shown = lines.flatMap(([label, value]) => {
    const values = value === undefined ? [] : typeof value === 'string' ? [value] : value;
    return values.map((text, index) => ({ label: index === 0 ? label : '', text }));
  });
  const column = Math.max(0, ...shown.map(({ label }) => label.length)) + 4;
  const rows = shown.flatMap(({ label, text }) =>
    wrapped(text, width - column).map((line, at) => `  ${(at === 0 ? label : '').padEnd(column - 2)}${line}`),
  );
  return `${[...wrapped(heading, width), ...rows].join('\n')}\n`;
}

/** A Markdown table. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return `${[head, head.map(() => '---'), ...rows].map((row) => `| ${row.map(cell).join(' | ')} |`).join('\n')}\n`;
}

function cell(text: string): string {
  return sanitiseText(text).replace(/[\\|]/gu, '\\$&').replace(/</gu, '&lt;') || '–';
}

/** Text as Markdown shows it, without becoming markup. */
export function markdownText(text: string): string {
  return sanitiseText(text).replace(/[\\`*_[\]<>#|]/gu, '\\$&');
}

/** The format that `-o` names, of those that a command which only shows has. */
export function outputFormat<Format extends string>(asked: string, formats: readonly Format[]): Format {
  const format = formats.find((it) => it === asked);
  if (format === undefined) throw new Error(`-o ${asked}: the output here is ${formats.join(', ')}`);
  return format;
}

/** A heading and its lines, after an empty line; nothing where there are none. */
export function* section(heading: string, lines: readonly string[]): Iterable<string> {
  if (lines.length > 0) yield `\n${heading}\n`;
  for (const line of lines) yield `  ${line}\n`;
}
