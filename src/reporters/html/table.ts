import type { ProgramFinding } from '../../report/program-findings.ts';
import type { SourceResult } from '../../types.ts';
import { html, type Markup } from './markup.ts';

/** A column of a table that can be searched and sorted. */
interface Column {
  readonly title: string;
  /** Its values can be chosen from a list. */
  readonly facet?: true;
  /** A value is several, with commas between them: each can be chosen by itself. */
  readonly list?: true;
  /** The first line is shown, the others on demand. */
  readonly long?: true;
  /** A value is also a class of its cell, as a verdict is. */
  readonly badge?: true;
  /** Left out where no row has a value. */
  readonly optional?: true;
}

/** A table, and what each source adds to it. */
export interface Table {
  readonly id: string;
  readonly caption: string;
  readonly columns: readonly Column[];
  readonly rows: (result: SourceResult, found: readonly ProgramFinding[]) => Iterable<readonly string[]>;
}

/** Rows that stand in the page itself, for those who run no scripts. */
export const STATIC_ROWS = 100;

/**
 * The table with its first rows and its controls; all of its rows stand in the page as data.
 *
 * @param shown the numbers of the columns that some row has a value in
 * @param rows the first rows, at most {@link STATIC_ROWS}
 * @param all the number of all rows
 */
export function* tableMarkup(
  { id, caption, columns }: Table,
  shown: readonly number[],
  rows: readonly (readonly string[])[],
  all: number,
): Iterable<string> {
  const kept = shown.flatMap((index) => columns[index] ?? []);
  yield html`<div class="table" data-table="${id}" data-caption="${caption}">
<div class="controls" role="search" aria-label="${caption}" hidden></div>
<div class="scroll" role="region" aria-label="${caption}" tabindex="0">
<table><caption>${caption}</caption>
<thead><tr>${kept.map(heading)}</tr></thead>
<tbody>
`.markup;
  for (const row of rows) {
    const cells = kept.map((column, index) => cell(row[shown[index] ?? 0] ?? '', column));
    yield html`<tr>${cells}</tr>\n`.markup;
  }
  yield '</tbody></table>\n</div>\n';
  if (all > STATIC_ROWS) {
    yield html`<noscript><p>Without scripts only the first ${STATIC_ROWS} rows are shown.</p></noscript>\n`
      .markup;
  }
  yield '</div>\n';
}

function heading(column: Column): Markup {
  return html`<th scope="col" data-kind="${kind(column)}">${column.title}</th>`;
}

function cell(text: string, column: Column): Markup {
  const [first = '', ...others] = text.split('\n');
  return html`<td class="${kind(column)}" data-label="${column.title}">${content(first, others, column)}</td>`;
}

function content(first: string, others: readonly string[], column: Column): Markup {
  if (column.badge) return html`<span class="badge ${first}">${first}</span>`;
  if (!column.long || others.length === 0) return html`${first}`;
  return html`<details><summary>${first}</summary>${others.map((line) => html`<p>${line}</p>`)}</details>`;
}

function kind({ facet, list, long, badge }: Column): string {
  return [facet && 'facet', list && 'list', long && 'long', badge && 'badge'].filter(Boolean).join(' ');
}
