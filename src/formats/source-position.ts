/** The line, from 1, that a character of a text stands in. */
export function lineOf(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at !== -1 && at < offset; at = text.indexOf('\n', at + 1)) line++;
  return line;
}

/** What stands at a place of a text, quoted and cut, for messages: `"<dict>\n<key>"…`. */
export function quoted(text: string, offset = 0): string {
  const part = text.slice(offset, offset + 40);
  return JSON.stringify(part) + (offset + part.length < text.length ? '…' : '');
}
