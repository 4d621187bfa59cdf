/**
 * How many lines end in a part of a text or of its bytes.
 *
 * @param to before it the part ends
 */
export function newlinesIn(text: string | Uint8Array, from: number, to: number): number {
  const next = (at: number) =>
    typeof text === 'string' ? text.indexOf('\n', at) : text.indexOf(NEWLINE, at);
  let count = 0;
  for (let at = next(from); at !== -1 && at < to; at = next(at + 1)) count++;
  return count;
}

const NEWLINE = 0x0a;
