import type { ErrorCollector } from '../../formats/errors.ts';
import { quoted } from '../../formats/source-position.ts';
import { numberedLines } from '../../formats/text/lines.ts';

/** A record that was printed as lines of `key: value`. */
export interface Block {
  readonly pairs: ReadonlyMap<string, string>;
  /** The line of its first pair, from 1. */
  readonly line: number;
}

/** How such records are distinguished. */
export interface BlockForm {
  /** A pair, with the groups `key` and `value`. */
  readonly pair: RegExp;
  /** A line that ends a record; blank ones always do. */
  readonly border?: RegExp;
  /** Whether a line is expected and belongs to no record. */
  isOther?(line: string): boolean;
}

/**
 * The records of such an output. A key that comes again begins the next record. Lines that are neither pairs nor
 * expected are noted, and so is a last line without its end.
 */
export function* pairBlocks(bytes: Uint8Array, form: BlockForm, faults: ErrorCollector): Generator<Block> {
  let pairs = new Map<string, string>();
  let line = 0;
  for (const { text, number, ended } of numberedLines(bytes)) {
    const { key, value = '' } = form.pair.exec(text)?.groups ?? {};
    const isBorder = text.trim() === '' || form.border?.test(text) === true;
    const isRepeated = key !== undefined && pairs.has(key.trim());
    if (key !== undefined && isTwice(pairs, key.trim(), value.trim()))
      faults.add(`line ${number}: ${quoted(key)} stands twice in a record, with two values`);
    if (isBorder || isRepeated) {
      if (pairs.size > 0) yield { pairs, line };
      pairs = new Map();
    }
    if (!isBorder && !form.isOther?.(text)) {
      if (key === undefined) faults.add(`line ${number}: not a line of a record: ${quoted(text)}`);
      else {
        if (pairs.size === 0) line = number;
        pairs.set(key.trim(), value.trim());
      }
    }
    if (!ended && text.trim() !== '')
      faults.add(`line ${number}: truncated before the line end: ${quoted(text)}`);
  }
  if (pairs.size > 0) yield { pairs, line };
}

/**
 * Whether a key that comes again stands twice in one record: the next one begins with the same key as this one.
 *
 * @param pairs those of the record so far
 */
export function isTwice(pairs: ReadonlyMap<string, string>, key: string, value: string): boolean {
  const [first] = pairs.keys();
  return pairs.has(key) && key !== first && pairs.get(key) !== value;
}
