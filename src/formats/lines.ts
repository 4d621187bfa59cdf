import { chunks } from './text.ts';

/** One line of a list, without its line end. */
export interface Line {
  readonly text: string;
  /** From 1. */
  readonly number: number;
  /** Whether a line end follows: the last line of a list that was cut off has none. */
  readonly ended: boolean;
}

/**
 * The lines of a list that some command printed, in whatever encoding, with LF, CRLF or (of consoles)
 * CR CR LF ends. Throws `SyntaxError` like {@link chunks}, after the whole lines before the fault.
 */
export function* numberedLines(bytes: Uint8Array): Generator<Line> {
  let number = 1;
  let rest = '';
  for (const chunk of chunks(bytes)) {
    const parts = (rest + chunk).split('\n');
    rest = parts.pop() ?? '';
    for (const part of parts) yield { text: withoutReturns(part), number: number++, ended: true };
  }
  if (rest !== '') yield { text: withoutReturns(rest), number, ended: false };
}

function withoutReturns(line: string): string {
  let end = line.length;
  while (end > 0 && line.charCodeAt(end - 1) === 13) end--;
  return end === line.length ? line : line.slice(0, end);
}
