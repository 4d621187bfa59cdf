import { isList, isObject, type Json, type JsonObject } from '../../formats/markup/json.ts';
import { failureLines } from '../../formats/text/failure-lines.ts';
import { membersOf, textIn } from './keys.ts';

/** What an object around rows says of them. */
export interface Frame {
  readonly object: JsonObject;
  /** How many elements the lists in it have. */
  readonly rows: number;
}

/** Where a frame stands among the pages of one file. */
export interface Page {
  readonly isFirst: boolean;
  readonly isLast: boolean;
  /** How many pages the file holds. */
  readonly pages: number;
  /** The elements of all pages. */
  readonly rows: number;
}

/**
 * Why an answer is not complete, by what management interfaces write around their rows: links and tokens of a next
 * page, totals above the rows, errors next to the rows, flags of truncation. Undefined when nothing says so.
 */
export function frameGap({ object, rows }: Frame, page: Page): string | undefined {
  for (const members of [membersOf(object), ...pagers(object)]) {
    const cursor = page.isLast ? cursorIn(members) : undefined;
    if (cursor !== undefined) return `a next page exists (${reported('cursor', cursor)})`;
    for (const [key, value] of members) {
      const reason = gapOf(key, value, page) ?? countGap(key, value, Math.max(rows, page.rows));
      if (reason !== undefined) return reason;
    }
  }
  return undefined;
}

/** Names of objects next to the rows that describe pages and failures. */
const PAGERS = new Set(
  (
    'pagination paging page pageinfo pagedetails meta metadata cursor links odata info summary shards header ' +
    'responsemetadata searchmetadata statistics'
  ).split(' '),
);

/** Whether what is under a key describes an answer, and is none of its rows. */
export function isAboutAnswer(key: string): boolean {
  return [PAGERS, ERRORS, FAILURES, REMARKS].some((keys) => keys.has(key));
}

/** The objects of an answer that describe pages and failures, by plain keys. */
export function pagers(object: JsonObject, depth = 0): ReadonlyMap<string, Json>[] {
  if (depth > 2) return [];
  return Array.from(membersOf(object)).flatMap(([key, value]) =>
    PAGERS.has(key) && isObject(value) ? [membersOf(value), ...pagers(value, depth + 1)] : [],
  );
}

/** Keys that lead to the next page. */
export const NEXT: ReadonlySet<string> = new Set(
  (
    'odatanextlink nextlink next nextpageurl nextpagetoken nexttoken nextcursor nextpage nexturl nextpageurl skiptoken ' +
    'continuationtoken continuation after nextmarker nextoffset nextlinkurl endcursortoken nextrecordsurl pagetokennext'
  ).split(' '),
);
/** Keys that lead to the page before. */
export const PREVIOUS: ReadonlySet<string> = new Set(
  'odataprevlink prevlink previous prev prevpageurl previouspageurl prevcursor previouscursor prevpage previouspage'.split(
    ' ',
  ),
);
/** Keys that say whether there is a next page. */
export const MORE: ReadonlySet<string> = new Set(
  (
    'hasmore hasnextpage hasnext hasnextresults hasmorepages hasmoreresults hasmoreitems hasmorerecords moreresults more ' +
    'morerecords moreitems morepages moredata moredataavailable moreavailable nextpageavailable'
  ).split(' '),
);
/** Keys that say whether this page is the last. */
const LAST = new Set('islast last islastpage done endofrecords endofresults'.split(' '));
const TRUNCATED = new Set(
  (
    'truncated istruncated resulttruncated resultstruncated incompleteresults ' +
    'incomplete isincomplete partial ispartial timedout limitreached limitexceeded limited clipped reportclipped ' +
    'resultsettruncated resultslimited maxresultsreached maxrowsreached rowlimitreached outputtruncated datatruncated'
  ).split(' '),
);
const ERRORS = new Set(
  'error errors partialerrors failures faults exception exceptions errordetails'.split(' '),
);
const FAILURES = new Set(
  'errorcount errorscount failed failedcount failurecount totalfaileditems'.split(' '),
);
/** Keys that count what is not in the answer. */
const LEFT = new Set(
  'remaining remainingrows remainingresults remainingitems remainingrecords remainingcount remainingpages'.split(
    ' ',
  ),
);
/** Numbers of the first row by these keys begin with 0. */
const STARTS = new Set('offset skip startat'.split(' '));
/** Keys for the number of a page. */
export const NUMBERS: ReadonlySet<string> = new Set(
  'page currentpage pagenumber pageindex pageno pagenum'.split(' '),
);
/** What may say that rows were left out, among much that matters to nobody. */
const REMARKS = new Set('warnings warning messages message notices notice'.split(' '));
const STATES = new Set('result status state outcome'.split(' '));
/** Keys for the status of HTTP that an answer had. */
const CODES = new Set('code status statuscode httpstatus httpstatuscode httpcode responsecode'.split(' '));
/** Partial content, and one of several statuses. */
const PARTIAL = new Set([206, 207]);
const BAD =
  /^(?:errors?|fail(?:ed|ure)?|partial(?:_?success)?|in[ _]?progress|time[d_ ]?out|cancell?ed|aborted|incomplete|not[ _]?now|unauthori[sz]ed|forbidden)$/iu;

function gapOf(key: string, value: Json, page: Page): string | undefined {
  if (page.isLast && ((NEXT.has(key) && isSomething(value)) || isNotLast(key, value)))
    return `a next page exists (${reported(key, value)})`;
  if (page.isFirst && PREVIOUS.has(key) && isSomething(value))
    return `a page before it exists (${reported(key, value)})`;
  const isTruncated = TRUNCATED.has(key) || (MORE.has(key) && page.isLast);
  if (isTruncated && (value === true || textIn(value)?.toLowerCase() === 'true'))
    return `it says that it is truncated (${reported(key, value)})`;
  if (REMARKS.has(key) && saysLess(value)) return `it warns (${reported(key, value)})`;
  if (ERRORS.has(key) && isSomething(value)) return `errors stand next to the rows (${reported(key, value)})`;
  if (FAILURES.has(key) && (isList(value) ? value.length > 0 : Number(value) > 0))
    return `something failed (${reported(key, value)})`;
  if (key === 'success' && value === false) return 'it says that it failed (success: false)';
  if (CODES.has(key) && isBadCode(textIn(value)))
    return `it says that it failed or is partial (${reported(key, value)})`;
  if (STATES.has(key)) return badState(key, value);
  if (key === 'links' && isList(value) && page.isLast && value.some(isNextLink))
    return 'a next page exists (links)';
  return page.isFirst ? beginningGap(key, value) : undefined;
}

/** The token of the next page that is called no more than a cursor. Beside a flag or a count it says nothing by itself. */
export function cursorIn(members: ReadonlyMap<string, Json>): string | undefined {
  const cursor = members.get('cursor');
  const isTold = [...members.keys()].some((key) => MORE.has(key) || LAST.has(key) || TOTALS.has(key));
  return typeof cursor === 'string' && cursor !== '' && !isTold ? cursor : undefined;
}

/** Whether a flag or a count says that something comes behind this page. */
export function isNotLast(key: string, value: Json): boolean {
  return (LAST.has(key) && value === false) || (LEFT.has(key) && Number(value) > 0);
}

function beginningGap(key: string, value: Json): string | undefined {
  if (typeof value !== 'number') return undefined;
  if ((STARTS.has(key) && value > 0) || (key === 'startindex' && value > 1))
    return `it begins at ${reported(key, value)}`;
  return NUMBERS.has(key) && value > 1 ? `a page before it exists (${reported(key, value)})` : undefined;
}

/** Whether a remark, or one of several, says that something failed or was left out. */
function saysLess(value: Json): boolean {
  if (isList(value)) return value.some(saysLess);
  if (isObject(value)) return Object.values(value).some((member) => !isList(member) && saysLess(member));
  return typeof value === 'string' && failureLines(value).next().done === false;
}

function isBadCode(code = ''): boolean {
  const number = /^\d{3}$/u.test(code) ? Number(code) : 0;
  return PARTIAL.has(number) || (number >= 400 && number < 600);
}

function badState(key: string, value: Json): string | undefined {
  return typeof value === 'string' && BAD.test(value)
    ? `it says that it failed (${reported(key, value)})`
    : undefined;
}

/** `{"rel": "next", "href": "…"}` */
export function isNextLink(link: Json): boolean {
  return isObject(link) && textIn(membersOf(link).get('rel'))?.toLowerCase() === 'next';
}

/** Whether a value says more than that there is nothing. */
export function isSomething(value: Json): boolean {
  if (value === null || value === false || value === '' || value === 0) return false;
  if (isList(value)) return value.length > 0;
  return !isObject(value) || Object.values(value).some((member) => isSomething(member));
}

/** Keys that count the elements of all pages. */
export const TOTALS: ReadonlySet<string> = new Set(
  (
    'total totalcount totalrecords totalsize totalrowcount totalrows totalitems odatacount totalresults totalresources ' +
    'recordstotal recordsfiltered totalentries totalobjects totalnumber totalmatches totalavailable ' +
    'totalelements totalhits totalaffecteditems rowcount count numfound itemcount resultcount recordcount'
  ).split(' '),
);
/** Keys that count pages. */
export const PAGES: ReadonlySet<string> = new Set('totalpages pagecount lastpage numpages'.split(' '));

function countGap(key: string, value: Json, rows: number): string | undefined {
  if (TOTALS.has(key)) {
    const total = isObject(value) ? membersOf(value).get('value') : value;
    const number = typeof total === 'string' && /^\d{1,12}$/u.test(total) ? Number(total) : total;
    if (typeof number === 'number' && number > rows) return `${rows} of ${number} rows are in it (${key})`;
    if (isObject(value) && textIn(membersOf(value).get('relation')) === 'gte')
      return `it holds ${rows} rows, and counts no further than ${reported('value', number ?? null)}`;
  }
  return undefined;
}

/** Why an answer that is one document is not complete; `rows` are the elements of its list. */
export function answerGap(answer: Json | undefined, rows: number): string | undefined {
  if (!isObject(answer)) return undefined;
  const [frame, page] = [
    { object: answer, rows },
    { isFirst: true, isLast: true, pages: 1, rows },
  ];
  const reason = frameGap(frame, page) ?? pageGap(frame, page);
  return reason === undefined ? undefined : `the answer is incomplete: ${reason}`;
}

/** Why the pages of one file are not all that an answer counts. */
export function pageGap({ object }: Frame, { pages }: Page): string | undefined {
  for (const members of [membersOf(object), ...pagers(object)]) {
    for (const [key, value] of members) {
      if (PAGES.has(key) && Number(value) > pages)
        return `${pages} of ${Number(value)} pages are in it (${key})`;
    }
  }
  return undefined;
}

/** Whether an answer is incomplete for another reason than that it is a page of several. */
export function hasOtherGap(object: JsonObject): boolean {
  const page = { isFirst: false, isLast: false, pages: Infinity, rows: Infinity };
  return frameGap({ object, rows: Infinity }, page) !== undefined;
}

/** Whether a gap is about nothing but pages that are not in the file. */
export function isAboutPages(reason: string): boolean {
  return ABOUT_PAGES.test(reason);
}

const ABOUT_PAGES =
  /^the answer is incomplete: (?:a next page exists \(|a page before it exists \(|\d+ of \d+ (?:rows|pages) are in it \(\w+\)$|it begins at |it says that it is truncated \((?:hasmore|hasnext|more)|exactly \d+ rows, as many)/u;

const MAX_TOLD = 60;

function reported(key: string, value: Json): string {
  const text = JSON.stringify(value);
  return `${key}: ${text.length > MAX_TOLD ? `${text.slice(0, MAX_TOLD)}…` : text}`;
}
