/** A line that a pattern matches at its beginning. */
export interface MatchedLine {
  readonly found: RegExpExecArray;
  /** In characters. */
  readonly start: number;
  /** Before its line end. */
  readonly end: number;
  /** From 1. */
  readonly line: number;
}

/**
 * The lines of a text that a pattern matches, in order.
 *
 * @param pattern with the flags `g` and `m`, for the beginning of a line
 */
export function* matchedLines(text: string, pattern: RegExp): Generator<MatchedLine> {
  let line = 1;
  let counted = 0;
  pattern.lastIndex = 0;
  for (let found = pattern.exec(text); found !== null; found = pattern.exec(text)) {
    for (
      let at = text.indexOf('\n', counted);
      at !== -1 && at < found.index;
      at = text.indexOf('\n', counted)
    ) {
      line++;
      counted = at + 1;
    }
    const newline = text.indexOf('\n', found.index);
    const end = newline === -1 ? text.length : newline;
    yield { found, start: found.index, end, line };
    if (newline === -1) return;
    pattern.lastIndex = newline + 1;
    if (newline + 1 === text.length) return;
  }
}

/** The first group of a match that has a text, from 0. */
export function groupOf(found: RegExpExecArray): number {
  return found.findIndex((group, index) => index > 0 && group !== undefined) - 1;
}
