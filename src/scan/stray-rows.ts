import { quoted } from '../formats/source-position.ts';
import { type RowLine, rowLinesIn } from '../formats/text/row-kinds.ts';
import { isPrompt } from '../formats/text/shell-prompt.ts';
import type { UnreadPart } from './further-documents.ts';
import type { Stretch } from './list-openings.ts';

/** What is known of the lines of a text. */
export interface KnownLines {
  /** Lines that gave a program. */
  readonly given: ReadonlySet<number>;
  /** Lines that gave one to the reader of another document in the same text. */
  readonly further: ReadonlySet<number>;
  /** What is read in another way, in order. */
  readonly apart: readonly Stretch[];
  /** Whether people wrote parts of it, whose lines may look like anything. */
  readonly hasFreeText: boolean;
}

/**
 * Rows of lists that stand in a text without the rest of their list, and that its reader did not give, or gave with all that
 * stands in them for a name. Rows that look like those that were given belong to the same list.
 *
 * @param text as Latin-1
 */
export function strayRows(text: string, { given, further, apart, hasFreeText }: KnownLines): UnreadPart[] {
  const own = new Map<string, number>();
  const inOwn: RowLine[] = [];
  const others: RowLine[] = [];
  for (const row of outside(rowLinesIn(text), apart)) {
    const isGiven = given.has(row.line);
    if (isGiven) inOwn.push(row);
    else if ((row.isCertain || !hasFreeText) && !isPrompt(row.text)) others.push(row);
    if (isGiven || further.has(row.line)) own.set(row.kind, (own.get(row.kind) ?? 0) + 1);
  }
  const usual = Array.from(own).sort(([, one], [, other]) => other - one)[0]?.[0];
  const strays = [
    ...others.filter(({ kind, line }) => !own.has(kind) && !further.has(line)),
    ...inOwn.filter((row) => !isOwn(row, own, given.size, usual)),
  ];
  const [first, ...more] = strays.sort((one, other) => one.line - other.line);
  if (first === undefined) return [];
  const rest = more.length > 0 ? ` (and ${more.length} more)` : '';
  return [{ reason: `line ${first.line}: a row of another list: ${quoted(first.text)}${rest}` }];
}

/** Forms of whole rows that the first cell of a table never has. A table has two blanks between its cells. */
const NO_CELL: ReadonlySet<string> = new Set(
  'tabs bars framed cells object padded node requirement'.split(' '),
);
/** Names with their versions, as one word: one list may have rows of several of these. */
const WORDS: ReadonlySet<string> = new Set(['rpm', 'apk', 'xbps', 'slackware', 'named']);

/** Whether a row that gave a program is one of the list around it. */
function isOwn(
  { kind, isCertain, text }: RowLine,
  own: ReadonlyMap<string, number>,
  rows: number,
  usual: string | undefined,
): boolean {
  const alike = WORDS.has(kind) ? [...WORDS] : [kind];
  const count = alike.reduce((sum, one) => sum + (own.get(one) ?? 0), 0);
  if (count * 2 > rows || kind === 'identifier' || kind === 'registry') return true;
  if (isCertain || WORDS.has(kind)) return false;
  return usual !== 'table' || !(NO_CELL.has(kind) || (kind === 'pair' && /^[a-z0-9]/u.test(text)));
}

function* outside(rows: Iterable<RowLine>, apart: readonly Stretch[]): Generator<RowLine> {
  let at = 0;
  for (const row of rows) {
    while ((apart[at]?.end ?? Number.POSITIVE_INFINITY) <= row.start) at++;
    if ((apart[at]?.start ?? Number.POSITIVE_INFINITY) > row.start) yield row;
  }
}
