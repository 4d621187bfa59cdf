import type { ErrorCollector } from '../../formats/errors.ts';
import { lineOf, quoted } from '../../formats/source-position.ts';
import { attempt } from '../../formats/try.ts';
import type { FileResolver } from '../../types.ts';

/** What was asked for, one word each. */
export const WORLD = 'etc/apk/world';
const DATABASE = /(?<root>^|\/)(?:(?:usr|var)\/)?lib\/apk\/db\/installed$/u;
/** What follows the name in a word of `world` or of what a package provides: a version, a repository. */
const AFTER_NAME = /[<>=~@].*$/su;
/** The checksum of a package in the name of one of its scripts. */
const SCRIPT = /Q[12][A-Za-z0-9+/]{27}=(?=\.(?:pre-|post-|trigger))/gu;
/** Bytes that scripts may unpack to. */
const MAX_SCRIPTS = 64 * 1024 * 1024;
/** Capital letters that begin no line of the database. Small ones apk itself passes over: later versions add some. */
const UNKNOWN = 'BEGHJKNOQWXY';
/** What apk keeps of packages beside the database, by their checksums: which wait for changes of folders, and scripts. */
const BESIDE: readonly (readonly [file: string, checksum: RegExp])[] = [
  ['triggers', /^Q[12][A-Za-z0-9+/]{27}=(?=\s)/gmu],
  ['scripts.tar', SCRIPT],
  ['scripts.tar.gz', SCRIPT],
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
    (unpacked(contentOf(resolver, file), file, faults).match(checksum) ?? []).map(
      (sum) => [file, sum] as const,
    ),
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

/** What is not compressed stays as it is. */
function unpacked(content: string, file: string, faults: ErrorCollector): string {
  if (!content.startsWith('\x1f\x8b')) return content;
  const packed = Buffer.from(content, 'latin1');
  const { gunzipSync } = process.getBuiltinModule('node:zlib');
  const { value, fault } = attempt(() => gunzipSync(packed, { maxOutputLength: MAX_SCRIPTS }));
  if (fault instanceof Error) faults.add(`${file} cannot be unpacked: ${fault.message}`);
  return value?.toString('latin1') ?? '';
}

/** Lines that begin with a letter which apk does not know: it takes them for an error, too. */
export function noteUnknownLines(bytes: Uint8Array, faults: ErrorCollector): void {
  const data = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  for (const letter of UNKNOWN) {
    const at = data.indexOf(`\n${letter}:`, 0, 'latin1') + 1;
    if (at === 0) continue;
    const end = data.indexOf(10, at);
    const line = data.toString('utf8', at, end === -1 ? undefined : end);
    faults.add(`line ${lineOf(data.toString('latin1', 0, at), at)}: no field of apk: ${quoted(line)}`);
  }
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
