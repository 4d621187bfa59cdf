import type { PageData } from './data.ts';
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
}

/** A table: its rows are given again each time they are asked for. */
export interface Table {
  readonly id: string;
  readonly caption: string;
  readonly columns: readonly Column[];
  readonly rows: () => Iterable<readonly string[]>;
}

/** Rows that stand in the page itself, for those who run no scripts. */
const STATIC_ROWS = 100;

/** The table with its first rows, its controls and, as data, all of its rows. */
export function* table({ id, caption, columns, rows }: Table, data: PageData): Iterable<string> {
  yield html`<div class="table" data-table="${id}-rows" data-caption="${caption}">
<form class="controls" hidden></form>
<div class="scroll" role="region" aria-label="${caption}" tabindex="0">
<table role="table"><caption>${caption}</caption>
<thead role="rowgroup"><tr role="row">${columns.map(heading)}</tr></thead>
<tbody role="rowgroup">
`.markup;
  let number = 0;
  for (const row of rows()) {
    if (++number > STATIC_ROWS) break;
    yield html`<tr role="row">${columns.map((column, index) => cell(row[index] ?? '', column))}</tr>\n`
      .markup;
  }
  yield '</tbody></table>\n</div>\n';
  if (number > STATIC_ROWS) {
    yield html`<noscript><p>Without scripts only the first ${STATIC_ROWS} rows are shown.</p></noscript>\n`
      .markup;
  }
  yield '</div>\n';
  data.add(`${id}-rows`, rows());
}

function heading(column: Column): Markup {
  return html`<th role="columnheader" scope="col" data-kind="${kind(column)}">${column.title}</th>`;
}

function cell(text: string, column: Column): Markup {
  const [first = '', ...others] = text.split('\n');
  return html`<td role="cell" class="${kind(column)}" data-label="${column.title}">${content(first, others, column)}</td>`;
}

function content(first: string, others: readonly string[], column: Column): Markup {
  if (column.badge) return html`<span class="badge ${first}">${first}</span>`;
  if (!column.long || others.length === 0) return html`${first}`;
  return html`<details><summary>${first}</summary>${others.map((line) => html`<p>${line}</p>`)}</details>`;
}

function kind({ facet, list, long, badge }: Column): string {
  return [facet && 'facet', list && 'list', long && 'long', badge && 'badge'].filter(Boolean).join(' ');
}
