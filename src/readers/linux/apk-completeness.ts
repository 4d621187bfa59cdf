import type { ErrorCollector } from '../../formats/errors.ts';
import { quoted } from '../../formats/source-position.ts';
import type { FileResolver } from '../../types.ts';

/** What was asked for, one word each. */
export const WORLD = 'etc/apk/world';
const DATABASE = /(?<root>^|\/)(?:(?:usr|var)\/)?lib\/apk\/db\/installed$/u;
/** What follows the name in a word of `world` or of what a package provides: a version, a repository. */
const AFTER_NAME = /[<>=~@].*$/su;
/** Packages that wait for changes of folders stand in `triggers` by their checksums. */
const CHECKSUM = /^Q1\S+(?=\s)/gmu;

/**
 * The database of apk has no end mark. What was asked for is installed, and so is what waits for changes of folders: what
 * the database lacks of these was lost.
 *
 * @see https://wiki.alpinelinux.org/wiki/Alpine_Package_Keeper
 */
export function noteLost(bytes: Uint8Array, resolver: FileResolver, faults: ErrorCollector): void {
  if (!DATABASE.test(resolver.path)) return;
  const world = contentOf(resolver, `/${resolver.path.replace(DATABASE, `$<root>${WORLD}`)}`);
  // A conflict begins with an exclamation mark.
  const asked = wordsOf(world).filter((word) => !word.startsWith('!'));
  const waiting = contentOf(resolver, 'triggers').match(CHECKSUM) ?? [];
  if (asked.length + waiting.length === 0) return;
  const text = `\n${Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1')}\n`;
  const names = new Set(valuesOf(text, 'P'));
  let lost = asked.filter((name) => !names.has(name));
  if (lost.length > 0) {
    const provided = new Set([...valuesOf(text, 'p')].flatMap(wordsOf));
    lost = lost.filter((name) => !provided.has(name));
  }
  for (const name of lost) faults.add(`${WORLD} names ${quoted(name)}, which is not in the database`);
  const checksums = new Set(valuesOf(text, 'C'));
  for (const checksum of waiting)
    if (!checksums.has(checksum)) faults.add(`triggers of ${checksum}, which is not in the database`);
}

function contentOf(resolver: FileResolver, path: string): string {
  return Buffer.from(resolver.read(path) ?? []).toString('latin1');
}

/** The words of a list, by their names. */
function wordsOf(list: string): string[] {
  return list.split(/\s+/u).flatMap((word) => (word === '' ? [] : [word.replace(AFTER_NAME, '')]));
}

/** The values of the lines that begin with a letter. */
function* valuesOf(text: string, letter: string): Generator<string> {
  const mark = `\n${letter}:`;
  for (let at = text.indexOf(mark); at >= 0; at = text.indexOf(mark, at + 1))
    yield text.slice(at + mark.length, text.indexOf('\n', at + 1)).trim();
}
