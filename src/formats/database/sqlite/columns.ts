import type { SqliteValue } from './record.ts';
import type { TreeKind } from './tree.ts';

/** A column of a table, as its `CREATE TABLE` statement declares it. */
export interface Column {
  readonly name: string;
  /** What rows that are older than the column have in it; a string when the statement was not understood. */
  readonly preset: SqliteValue;
  /** Whether the column is another name of the row id, which is not stored twice. */
  readonly rowid: boolean;
  /** Columns that are computed when they are read are not stored at all. */
  readonly stored: boolean;
}

interface Token {
  readonly text: string;
  /** `word` may be a keyword; `name` was quoted; `string` is quoted with apostrophes; `sign` is the rest. */
  readonly kind: 'word' | 'name' | 'string' | 'sign';
}

/** Comments and blanks first, then what may hold commas and parentheses, then words, then single characters. */
const TOKEN =
  /--[^\n]*|\/\*(?:[^*]|\*(?!\/))*(?:\*\/)?|\s+|(?<string>'(?:[^']|'')*')|(?<name>"(?:[^"]|"")*"|`(?:[^`]|``)*`|\[[^\]]*\])|(?<word>[\w$.\u0080-\u{10ffff}]+)|(?<sign>.)/gsu;
const TABLE_CONSTRAINTS = new Set(['CONSTRAINT', 'PRIMARY', 'UNIQUE', 'CHECK', 'FOREIGN']);
const NUMBER = /^(?:\d+\.?\d*(?:e[+-]?\d+)?|\.\d+(?:e[+-]?\d+)?)$/iu;
const HEX = /^0x[\da-f]+$/iu;

/** What a table is stored as. */
export interface Layout {
  /** In the order in which rows have them. */
  readonly columns: readonly Column[];
  readonly kind: TreeKind;
}

/**
 * The columns that a `CREATE TABLE` statement declares.
 *
 * @returns the fault instead, where the statement was not understood
 * @see https://www.sqlite.org/lang_createtable.html
 */
export function layoutOf(sql: string): Layout | string {
  const tokens = tokensOf(sql);
  const open = tokens.findIndex((token) => is(token, '('));
  const parts = open === -1 ? undefined : partsOf(tokens.slice(open + 1));
  if (parts === undefined) return `a statement without columns: ${JSON.stringify(sql.slice(0, 80))}`;
  const isColumn = (part: readonly Token[]): boolean =>
    !(part[0]?.kind === 'word' && TABLE_CONSTRAINTS.has(part[0].text.toUpperCase()));
  const declared = parts.list.filter(isColumn);
  const key = keyOf(parts.list.filter((part) => !isColumn(part)));
  const columns = declared.map((part) => columnOf(part, key.length === 1 ? key[0] : undefined));
  if (!parts.rest.some((token) => is(token, 'WITHOUT'))) return { columns, kind: 'rows' };
  const own = declared.filter((part) => part.some((token) => is(token, 'PRIMARY'))).map(nameOf);
  return { columns: keyFirst(columns, own.length > 0 ? own : key), kind: 'keys' };
}

/** Without row ids, rows begin with the key, in its own order, and no column is another name of an id. */
function keyFirst(columns: readonly Column[], key: readonly string[]): readonly Column[] {
  const inKey = [...new Set(key)].flatMap(
    (name) => columns.find((column) => column.name.toUpperCase() === name) ?? [],
  );
  const rest = columns.filter((column) => !inKey.includes(column));
  return [...inKey, ...rest].map((column) => ({ ...column, rowid: false }));
}

function tokensOf(sql: string): Token[] {
  const tokens: Token[] = [];
  for (const { groups } of sql.matchAll(TOKEN)) {
    for (const kind of ['word', 'name', 'string', 'sign'] as const) {
      const text = groups?.[kind];
      if (text !== undefined)
        tokens.push({ kind, text: kind === 'word' || kind === 'sign' ? text : unquoted(text) });
    }
  }
  return tokens;
}

function unquoted(text: string): string {
  const quote = text[0] ?? '';
  return quote === '[' ? text.slice(1, -1) : text.slice(1, -1).replaceAll(quote + quote, quote);
}

function is(token: Token | undefined, text: string): boolean {
  return (
    token !== undefined &&
    (token.kind === 'word' || token.kind === 'sign') &&
    token.text.toUpperCase() === text
  );
}

/** What stands between the commas of the outer parentheses, and what follows them. */
function partsOf(tokens: readonly Token[]): { list: Token[][]; rest: Token[] } | undefined {
  const list: Token[][] = [[]];
  let depth = 0;
  for (const [at, token] of tokens.entries()) {
    if (is(token, ')') && depth === 0) return { list, rest: tokens.slice(at + 1) };
    if (is(token, '(')) depth++;
    if (is(token, ')')) depth--;
    if (is(token, ',') && depth === 0) list.push([]);
    else list.at(-1)?.push(token);
  }
  return undefined;
}

/** The columns of `PRIMARY KEY (…)` among the constraints of the table. */
function keyOf(constraints: readonly (readonly Token[])[]): readonly string[] {
  for (const part of constraints) {
    const at = part.findIndex((token, index) => is(token, 'PRIMARY') && is(part[index + 1], 'KEY'));
    const inside = at === -1 ? undefined : partsOf(part.slice(at + 3));
    if (inside !== undefined) return inside.list.map(nameOf);
  }
  return [];
}

function nameOf(part: readonly Token[]): string {
  return (part[0]?.text ?? '').toUpperCase();
}

function columnOf(part: readonly Token[], key: string | undefined): Column {
  const name = part[0]?.text ?? '';
  const at = (word: string): number => part.findIndex((token) => is(token, word));
  const isInteger = is(part[1], 'INTEGER') && !is(part[2], '(') && part[2]?.kind !== 'name';
  const isKey = at('PRIMARY') !== -1 && !is(part[at('PRIMARY') + 2], 'DESC');
  const isComputed = part.some((token, index) => is(token, 'AS') && is(part[index + 1], '('));
  const rowid = part.length > 1 && isInteger && isOneWordType(part) && (isKey || name.toUpperCase() === key);
  return { name, rowid, stored: !isComputed || at('STORED') !== -1, preset: presetOf(part, at('DEFAULT')) };
}

/** `INTEGER UNSIGNED PRIMARY KEY` is no row id, `INTEGER NOT NULL PRIMARY KEY` is. */
function isOneWordType(part: readonly Token[]): boolean {
  const next = part[2];
  return (
    next === undefined ||
    ['PRIMARY', 'NOT', 'NULL', 'CONSTRAINT', 'UNIQUE', 'DEFAULT', 'CHECK', 'COLLATE', 'REFERENCES'].some(
      (word) => is(next, word),
    )
  );
}

function presetOf(part: readonly Token[], at: number): SqliteValue {
  if (at === -1) return undefined;
  const opens = is(part[at + 1], '(') ? 1 : 0;
  const sign = part[at + 1 + opens];
  const isSigned = is(sign, '-') || is(sign, '+');
  const value = part[at + 1 + opens + (isSigned ? 1 : 0)];
  const factor = is(sign, '-') ? -1 : 1;
  if (value === undefined || is(value, 'NULL')) return undefined;
  if (value.kind !== 'word') return value.text;
  if (is(value, 'TRUE')) return 1;
  if (is(value, 'FALSE')) return 0;
  const following = part[at + 2 + opens + (isSigned ? 1 : 0)];
  if (is(value, 'X') && following?.kind === 'string')
    return Uint8Array.from(Buffer.from(following.text, 'hex'));
  if (NUMBER.test(value.text) || HEX.test(value.text)) return factor * Number(value.text);
  return value.text;
}
