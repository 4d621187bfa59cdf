import { quoted } from '../formats/source-position.ts';
import { memoiseHead } from '../formats/text/memoise-head.ts';
import { isSlip } from '../matching/names/nearest.ts';
import type { Reader, Telltale } from '../types.ts';
import { plainKey } from './answers/keys.ts';
import { nearTable } from './near-table.ts';

/** Keys that documents of many kinds have: alone they show none. */
const COMMON = new Set(
  (
    'name version publisher vendor id type title items packages package software components path location installed ' +
    'content data results result deviceid timestamp architecture displayname host ip'
  ).split(' '),
);
/** Keys that a reason names. */
const MAX_NAMED = 4;

/** What a file has of a format and what it lacks. */
interface Likeness {
  readonly reader: string;
  readonly format: string;
  readonly found: readonly string[];
  readonly missing: readonly string[];
}

/**
 * What a file of an unknown format most likely was meant to be, for its reason: `this looks like a GLPI inventory
 * ("deviceid", "softwares"), but "content" is missing`.
 *
 * @param head the first bytes of the file, or of its abridged form
 * @returns undefined where it looks like nothing that is read
 */
export function nearFormat(head: Uint8Array, readers: readonly Reader[]): string | undefined {
  const text = memoiseHead(head).replace(MARK, '');
  const words = wordsOf(text);
  const isJson = /^[^\w"<]{0,4}[[{]/u.test(text);
  const likenesses = readers.flatMap((reader) =>
    (reader.telltales ?? [])
      .filter(({ anyCase }) => anyCase !== true || isJson)
      .flatMap((telltale) => likenessOf(telltale, reader.id, words) ?? []),
  );
  const [nearest] = likenesses.sort(
    (a, b) => a.missing.length - b.missing.length || b.found.length - a.found.length,
  );
  return nearest ? reasonOf(nearest, words) : nearTable(head);
}

function likenessOf(
  { format, keys, anyCase }: Telltale,
  reader: string,
  words: ReadonlyMap<string, string>,
): Likeness | undefined {
  const found = keys.filter((key) => {
    const written = words.get(plainKey(key));
    return written !== undefined && (anyCase === true || written === key);
  });
  const isTelling = found.length > 1 && found.some((key) => !COMMON.has(plainKey(key)));
  // What has all keys of a tool has them in other places, as documents of other tools may.
  const isElsewhere = anyCase === true && found.length === keys.length;
  if (!isTelling || isElsewhere || found.length * 2 < keys.length) return undefined;
  return { reader, format, found, missing: keys.filter((key) => !found.includes(key)) };
}

function reasonOf({ reader, format, found, missing }: Likeness, words: ReadonlyMap<string, string>): string {
  const has = found.slice(0, MAX_NAMED).map((key) => quoted(words.get(plainKey(key)) ?? key));
  const lacks = missing.slice(0, MAX_NAMED).map((key) => {
    const written = words.get(plainKey(key)) ?? Array.from(words.values()).find((word) => isSlip(word, key));
    return written === undefined ? quoted(key) : `${quoted(key)} (it has ${quoted(written)})`;
  });
  const fault =
    lacks.length === 0
      ? 'its parts are not where that format has them'
      : `${lacks.join(', ')} ${lacks.length > 1 ? 'are' : 'is'} missing`;
  return `this looks like ${format} (${has.join(', ')}), but ${fault}: use --as ${reader} if it is one`;
}

/** A byte order mark, byte by byte. */
const MARK = /^(?:\u00ef\u00bb\u00bf|\u00ff\u00fe|\u00fe\u00ff)/u;
/** Where words of a format stand in JSON, XML, property lists, tables and lines of fields. */
const WORDS = [
  /"(?<word>[^"\\\n]{1,60})"\s*:/gu,
  /<(?:[\w.-]+:)?(?<word>[A-Za-z_][\w.-]{0,60})/gu,
  /\s(?<word>[A-Za-z_][\w.-]{0,60})=["']/gu,
  /<key>(?<word>[^<\n]{1,80})<\/key>/gu,
  /^\s{0,20}(?<word>[A-Za-z][\w .()/-]{0,40}?)\s{0,20}[:=]/gmu,
];
/** Lines in which the titles of a table may stand. */
const MAX_LINES = 12;

/** The words of a file by their plain keys, as it writes them first. */
function wordsOf(text: string): ReadonlyMap<string, string> {
  const words = new Map<string, string>();
  const add = (word: string) => {
    const plain = plainKey(word);
    if (!words.has(plain)) words.set(plain, word);
  };
  for (const pattern of WORDS) {
    for (const { groups } of text.matchAll(pattern)) add(groups?.['word'] ?? '');
  }
  for (const line of text.split('\n', MAX_LINES)) {
    const cells = line.split(/[,;\t|]/u);
    if (cells.length > 1) for (const cell of cells) add(cell.trim().replace(/^"|"$/gu, ''));
  }
  words.delete('');
  return words;
}
