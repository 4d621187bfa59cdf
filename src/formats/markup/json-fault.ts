/** The place where a text stops being JSON. */
export interface JsonFault {
  /** In characters; the length of the text when it is truncated. */
  readonly offset: number;
  /** What should stand there, for a message. */
  readonly wants: string;
  /** Characters up to the end of the last whole element of a list; 0 when there is none. */
  readonly keep: number;
  /** The brackets that close what is open at `keep`. */
  readonly closers: string;
}

/** What may stand next. `first` marks the place behind an opening bracket, where a closing one may follow. */
type Expected = 'value' | 'first value' | 'key' | 'first key' | 'colon' | 'comma or end' | 'end';

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/uy;
const HEX4 = /[0-9A-Fa-f]{4}/uy;
const LITERALS = ['true', 'false', 'null'];
const WANTS: Record<Expected, string> = {
  value: 'a value is wanted',
  'first value': 'a value or "]" is wanted',
  key: 'a quoted name is wanted',
  'first key': 'a quoted name or "}" is wanted',
  colon: 'a ":" is wanted',
  'comma or end': 'a "," or a closing bracket is wanted',
  end: 'the end of the document is wanted',
};

/**
 * The first fault of a text that should be JSON, or undefined when it is JSON. It walks without recursion and
 * builds nothing: the platform's parser shows no position for half of its errors, and drops all that is whole.
 *
 * @see https://www.rfc-editor.org/rfc/rfc8259
 */
export function faultOf(source: string): JsonFault | undefined {
  let expected: Expected = 'value';
  let open = '';
  let at = pastSpace(source, 0);
  let keep = 0;
  let keptOpen = '';
  for (; at < source.length; at = pastSpace(source, at)) {
    const step = token(source, at, expected, open);
    if (step === undefined) break;
    ({ open } = step);
    expected = step.next;
    at = step.end;
    // A number at the very end may be the beginning of a longer one.
    if (open.endsWith('[') && expected === 'comma or end' && at < source.length) {
      keep = at;
      keptOpen = open;
    }
  }
  if (at >= source.length && expected === 'end') return undefined;
  return { offset: at, wants: WANTS[expected], keep, closers: closersOf(keptOpen) };
}

interface Step {
  readonly end: number;
  readonly open: string;
  readonly next: Expected;
}

function token(source: string, at: number, expected: Expected, open: string): Step | undefined {
  const mark = source[at] ?? '';
  if (expected === 'colon') return mark === ':' ? { end: at + 1, open, next: 'value' } : undefined;
  if (expected === 'comma or end' && mark === ',') {
    return { end: at + 1, open, next: open.endsWith('[') ? 'value' : 'key' };
  }
  if (mark === ']' || mark === '}') return closing(mark, at, expected, open);
  if (expected === 'key' || expected === 'first key') {
    const end = mark === '"' ? endOfString(source, at) : undefined;
    return end === undefined ? undefined : { end, open, next: 'colon' };
  }
  return expected === 'value' || expected === 'first value' ? value(source, at, open) : undefined;
}

function closing(mark: string, at: number, expected: Expected, open: string): Step | undefined {
  const fits = open.endsWith(mark === ']' ? '[' : '{');
  const may = expected === 'comma or end' || expected === (mark === ']' ? 'first value' : 'first key');
  const rest = open.slice(0, -1);
  return fits && may ? { end: at + 1, open: rest, next: afterValue(rest) } : undefined;
}

function value(source: string, at: number, open: string): Step | undefined {
  const mark = source[at];
  if (mark === '[') return { end: at + 1, open: `${open}[`, next: 'first value' };
  if (mark === '{') return { end: at + 1, open: `${open}{`, next: 'first key' };
  const end = mark === '"' ? endOfString(source, at) : endOfWord(source, at);
  return end === undefined ? undefined : { end, open, next: afterValue(open) };
}

function afterValue(open: string): Expected {
  return open === '' ? 'end' : 'comma or end';
}

function endOfWord(source: string, at: number): number | undefined {
  const literal = LITERALS.find((word) => source.startsWith(word, at));
  if (literal !== undefined) return at + literal.length;
  NUMBER.lastIndex = at;
  return NUMBER.test(source) ? NUMBER.lastIndex : undefined;
}

/** Past the closing quote; undefined when there is none, or for a control character or an unknown escape. */
function endOfString(source: string, start: number): number | undefined {
  for (let at = start + 1; at < source.length; at++) {
    const code = source.charCodeAt(at);
    if (code === 0x22) return at + 1;
    if (code < 0x20) return undefined;
    if (code !== 0x5c) continue;
    at++;
    if (source[at] === 'u' && isHex(source, at + 1)) at += 4;
    else if (!'"\\/bfnrt'.includes(source[at] ?? '?')) return undefined;
  }
  return undefined;
}

function isHex(source: string, at: number): boolean {
  HEX4.lastIndex = at;
  return HEX4.test(source);
}

function pastSpace(source: string, start: number): number {
  let at = start;
  while (' \t\n\r'.includes(source[at] ?? 'x')) at++;
  return at;
}

function closersOf(open: string): string {
  return [...open]
    .reverse()
    .map((bracket) => (bracket === '[' ? ']' : '}'))
    .join('');
}
