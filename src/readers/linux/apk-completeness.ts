import type { ErrorCollector } from '../../formats/errors.ts';
import { quoted } from '../../formats/source-position.ts';
import type { FileResolver } from '../../types.ts';

/** What was asked for, one word each. */
export const WORLD = 'etc/apk/world';
const DATABASE = /(?<root>^|\/)(?:(?:usr|var)\/)?lib\/apk\/db\/installed$/u;
/** What follows the name in a word of `world` or of what a package provides: a version, a repository. */
const AFTER_NAME = /[<>=~@].*$/su;
/** What apk keeps of packages beside the database, by their checksums: which wait for changes of folders, and scripts. */
const BESIDE: readonly (readonly [file: string, checksum: RegExp])[] = [
  ['triggers', /^Q1[A-Za-z0-9+/]{27}=(?=\s)/gmu],
  ['scripts.tar', /Q1[A-Za-z0-9+/]{27}=(?=\.(?:pre-|post-|trigger))/gu],
];
export const FILES_BESIDE = BESIDE.map(([file]) => file);

/**
 * The database of apk has no end mark. What was asked for is installed, and so is what waits for changes of folders or
 * has scripts for its removal: what the database lacks of these was lost.
 *
 * @see https://wiki.alpinelinux.org/wiki/Alpine_Package_Keeper
 */
export function noteLost(bytes: Uint8Array, resolver: FileResolver, faults: ErrorCollector): void {
  if (!DATABASE.test(resolver.path)) return;
  const world = contentOf(resolver, `/${resolver.path.replace(DATABASE, `$<root>${WORLD}`)}`);
  // A conflict begins with an exclamation mark.
  const asked = wordsOf(world).filter((word) => !word.startsWith('!'));
  const kept = BESIDE.flatMap(([file, checksum]) =>
    (contentOf(resolver, file).match(checksum) ?? []).map((sum) => [file, sum] as const),
  );
  if (asked.length + kept.length === 0) return;
  const text = `\n${Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1')}\n`;
  const names = new Set(valuesOf(text, 'P'));
  let lost = asked.filter((name) => !names.has(name));
  if (lost.length > 0) {
    const provided = new Set([...valuesOf(text, 'p')].flatMap(wordsOf));
    lost = lost.filter((name) => !provided.has(name));
  }
  for (const name of lost) faults.add(`${WORLD} names ${quoted(name)}, which is not in the database`);
  const checksums = new Set(valuesOf(text, 'C'));
  for (const [file, sum] of kept)
    if (!checksums.has(sum)) faults.add(`${file} has package ${sum}, which is not in the database`);
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
