import type { ErrorCollector } from '../errors.ts';
import { quoted } from '../source-position.ts';
import { numberedLines } from '../text/lines.ts';

/** One `[group]` of a key file with its keys. */
export interface Group {
  readonly name: string;
  /** The line of its header, from 1. */
  readonly line: number;
  readonly values: ReadonlyMap<string, string>;
  /** Keys that stand twice in it, with two values. */
  readonly twice: ReadonlySet<string>;
  /** The key whose line has no end: its value may be the beginning of the real one. */
  readonly torn?: string;
}

/**
 * The groups of a key file, as desktop entries, flatpak and yum use them: `[group]`, then `key=value` lines;
 * `#` and `;` begin comments, and a line that begins with a blank goes on with the value above (yum).
 * Of a key that stands twice the last value counts, as it does for GLib. What is no such line is noted, and the rest is read. Whether
 * a missing line end at the end matters is for the caller to say, as people write such files by hand.
 *
 * @see https://specifications.freedesktop.org/desktop-entry-spec/latest/basic-format.html
 */
export function keyfile(bytes: Uint8Array, faults: ErrorCollector): readonly Group[] {
  const groups: OpenGroup[] = [];
  let key: string | undefined;
  for (const { text, number, ended } of numberedLines(bytes)) {
    if (text.trim() === '' || COMMENT.test(text)) continue;
    const group = groups.at(-1);
    const values = group?.values;
    const header = HEADER.exec(text)?.groups?.['name'];
    const pair = PAIR.exec(text)?.groups;
    if (header !== undefined) {
      groups.push({ name: header, line: number, values: new Map(), twice: new Set() });
      key = undefined;
    } else if (CONTINUED.test(text) && key !== undefined && values !== undefined) {
      values.set(key, `${values.get(key)}\n${text.trim()}`);
    } else if (pair !== undefined && values !== undefined) {
      key = pair['key']?.trim() ?? '';
      const value = pair['value']?.trim() ?? '';
      if ((values.get(key) ?? value) !== value) group?.twice.add(key);
      values.set(key, value);
    } else faults.add(`line ${number}: neither a group nor a key: ${quoted(text)}`);
    if (!ended && group !== undefined && key !== undefined) group.torn = key;
  }
  return groups;
}

/** Notes those of some keys that stand twice in a group, with two values: programs differ in which of them they take. */
export function noteTwice(
  { name, line, twice }: Group,
  keys: Iterable<string>,
  faults: ErrorCollector,
): void {
  for (const key of keys)
    if (twice.has(key))
      faults.add(`line ${line}: the key ${quoted(key)} stands twice in [${name}], with two values`);
}

interface OpenGroup {
  readonly name: string;
  readonly line: number;
  readonly values: Map<string, string>;
  readonly twice: Set<string>;
  torn?: string;
}

const COMMENT = /^\s*[#;]/u;
const HEADER = /^\[(?<name>[^[\]]*)\]\s*$/u;
const CONTINUED = /^[ \t]/u;
/** Brackets and quotes before the equals sign are of another document, which may stand in the same line. */
const PAIR = /^(?<key>[^=[\]\s(){}<>"][^=(){}<>"]*)=(?<value>.*)$/su;
