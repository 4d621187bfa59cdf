import { isList, isObject, type Json, type JsonObject } from '../../formats/markup/json.ts';
import { present } from '../../formats/omit-undefined.ts';
import type { AnswerPage, NoteFact } from '../../vocabulary.ts';
import {
  cursorIn,
  hasOtherGap,
  isNextLink,
  isNotLast,
  isSomething,
  MORE,
  NEXT,
  NUMBERS,
  PAGES,
  PREVIOUS,
  pagers,
  TOTALS,
} from './gaps.ts';
import { membersOf, textIn } from './keys.ts';

const OFFSETS = new Set('offset skip start startindex startat from firstindex'.split(' '));
const CONTEXTS = new Set(['odatacontext', 'self', 'href', 'selflink']);

/** What is said of pages in the answer of one file, gathered. */
interface Facts {
  next?: string | true;
  hasPrevious?: true;
  total?: number;
  pages?: number;
  offset?: number;
  page?: number;
  nextPage?: number;
  nextOffset?: number;
  context?: string;
}

/**
 * Shows which page of an answer a file holds, so that the pages of several files can be put together. Of an answer that
 * is incomplete for another reason it shows nothing.
 *
 * @param values the documents of the file: pages themselves where there are several
 * @param rows the elements of all
 * @param isFull whether it has as many rows as a page of this interface holds
 */
export function notePage(
  note: NoteFact | undefined,
  values: readonly Json[],
  rows: number,
  isFull = false,
): void {
  const [first, last] = [values[0], values.at(-1)];
  if (note === undefined || !isObject(first) || !isObject(last)) return;
  if (values.some((value) => !isObject(value) || hasOtherGap(value))) return;
  const head = factsOf(first);
  const tail = factsOf(last);
  const { next, nextPage, nextOffset } = tail;
  const { context, next: _next, nextPage: _nextPage, nextOffset: _nextOffset, ...own } = head;
  note(
    present<AnswerPage>({
      kind: 'page',
      value: context ?? linkPath(next) ?? '',
      rows,
      beginning: JSON.stringify(firstRow(first) ?? null).slice(0, 512),
      hasPrevious: undefined,
      total: undefined,
      pages: undefined,
      offset: undefined,
      page: undefined,
      ...own,
      isFull: isFull ? true : undefined,
      next,
      nextOffset,
      nextPage,
      ...(next === undefined ? {} : nextOf(next)),
    }),
  );
}

function factsOf(answer: JsonObject): Facts {
  const facts: Facts = {};
  for (const members of [membersOf(answer), ...pagers(answer)]) {
    for (const [key, value] of members) takeFact(facts, key, value);
    const cursor = cursorIn(members);
    if (cursor !== undefined) facts.next ??= cursor;
  }
  return facts;
}

function takeFact(facts: Facts, key: string, value: Json): void {
  const isThere = isSomething(value);
  if (NEXT.has(key) && isThere) {
    facts.next = textIn(value) ?? true;
    if (key === 'nextpage') takeNumber(facts, 'nextPage', value);
    if (key === 'nextoffset') takeNumber(facts, 'nextOffset', value);
  } else if (isNotLast(key, value) || (MORE.has(key) && (value === true || textIn(value) === 'true')))
    facts.next ??= true;
  else if (key === 'links' && isList(value)) {
    const link = value.find(isNextLink);
    if (isObject(link)) facts.next = textIn(membersOf(link).get('href')) ?? true;
  } else if (PREVIOUS.has(key) && isThere) facts.hasPrevious = true;
  else if (CONTEXTS.has(key)) facts.context ??= linkPath(textIn(value)) ?? '';
  const number = numberIn(value);
  if (number === undefined) return;
  if (TOTALS.has(key)) facts.total = Math.max(facts.total ?? 0, number);
  else if (PAGES.has(key)) facts.pages = Math.max(facts.pages ?? 0, number);
  else if (OFFSETS.has(key)) facts.offset ??= number;
  else if (NUMBERS.has(key)) facts.page ??= number;
}

function takeNumber(facts: Facts, key: 'nextPage' | 'nextOffset', value: Json): void {
  const number = numberIn(value);
  if (number !== undefined) facts[key] = number;
}

function numberIn(value: Json): number | undefined {
  const whole = isObject(value) ? membersOf(value).get('value') : value;
  if (typeof whole === 'number') return Number.isInteger(whole) ? whole : undefined;
  return typeof whole === 'string' && /^\d{1,12}$/u.test(whole) ? Number(whole) : undefined;
}

/** The address of an answer without what differs from page to page. */
function linkPath(link: string | true | undefined): string | undefined {
  if (typeof link !== 'string' || !/^(?:https?:)?\//u.test(link)) return undefined;
  return link.replace(/[?].*$/u, '').toLowerCase();
}

const PARAMETER = /[?&](?:\$|%24)?(?<key>[a-z_-]+)(?:%5[bd]|[[\]a-z])*=(?<value>\d{1,12})(?=&|$)/giu;

/** Where the next page begins, or which it is, if its address says so in a number. */
function nextOf(next: string | true): Pick<AnswerPage, 'nextOffset' | 'nextPage'> {
  if (typeof next !== 'string') return {};
  for (const { groups } of next.matchAll(PARAMETER)) {
    const key = (groups?.['key'] ?? '').toLowerCase().replace(/[_-]/gu, '');
    if (OFFSETS.has(key)) return { nextOffset: Number(groups?.['value']) };
    if (NUMBERS.has(key)) return { nextPage: Number(groups?.['value']) };
  }
  return {};
}

/** The first element of the longest list near the top. */
function firstRow(value: JsonObject, depth = 0): Json | undefined {
  const lists = Object.values(value).filter(isList);
  const longest = lists.sort((a, b) => b.length - a.length)[0];
  if (longest !== undefined && longest.length > 0) return longest[0];
  if (depth > 3) return undefined;
  for (const inner of Object.values(value)) {
    const row = isObject(inner) ? firstRow(inner, depth + 1) : undefined;
    if (row !== undefined) return row;
  }
  return undefined;
}
