import { lineOf, quoted } from '../source-position.ts';

/**
 * The characters between two places of an XML text: entities replaced, CDATA taken as it is, comments left
 * out, line ends as `\n`.
 *
 * @throws SyntaxError with the line for an entity that XML itself does not know
 * @see https://www.w3.org/TR/xml/#sec-references
 */
export function xmlCharacters(source: string, from: number, to: number): string {
  const part = source.slice(from, to);
  if (!SPECIAL.test(part)) return part;
  const marked = part.replace(/\r\n?/gu, '\n').split(SECTION);
  return marked.map((piece) => characters(piece, source, from)).join('');
}

const SPECIAL = /[&<\r]/u;
/** Sections and comments, kept as pieces of their own; each stands between its fixed marks. */
const SECTION = /(<!\[CDATA\[[^]*?\]\]>|<!--[^]*?-->)/u;
const ENTITY = /&(?<name>[^;&<]{0,12});?/gu;
const NAMED: ReadonlyMap<string, string> = new Map([
  ['lt', '<'],
  ['gt', '>'],
  ['amp', '&'],
  ['quot', '"'],
  ['apos', "'"],
]);

function characters(piece: string, source: string, from: number): string {
  if (piece.startsWith('<![CDATA[')) return piece.slice(9, -3);
  if (piece.startsWith('<!--')) return '';
  return piece.replace(ENTITY, (entity, name: string) => {
    const character = entity.endsWith(';') ? (NAMED.get(name) ?? numbered(name)) : undefined;
    if (character === undefined) {
      throw new SyntaxError(`line ${lineOf(source, from)}: unknown entity ${quoted(entity)}`);
    }
    return character;
  });
}

function numbered(name: string): string | undefined {
  const code = /^#x[\dA-Fa-f]{1,8}$/u.test(name)
    ? Number.parseInt(name.slice(2), 16)
    : /^#\d{1,8}$/u.test(name)
      ? Number.parseInt(name.slice(1), 10)
      : -1;
  const allowed = code === 9 || code === 10 || code === 13 || (code >= 0x20 && code <= 0x10ffff);
  return allowed && (code < 0xd800 || code > 0xdfff) ? String.fromCodePoint(code) : undefined;
}
