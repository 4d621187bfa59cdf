import { elements } from './script/elements.ts';
import { page } from './script/page.ts';
import { rowTable } from './script/row-table.ts';

/**
 * The script of the page: searching, choosing, grouping, sorting, paging and saving rows that stand in the page as data.
 * It writes text only, never markup, holds no more rows in the document than a page of them, and asks for nothing.
 */
export const script = `'use strict';\n${page}${rowTable}${elements}`;
