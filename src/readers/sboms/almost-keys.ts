import type { ErrorCollector } from '../../formats/errors.ts';
import { isObject, type Json } from '../../formats/markup/json.ts';
import { quoted } from '../../formats/source-position.ts';
import { isSlip } from '../../matching/names/nearest.ts';

/** The words of a format whose vocabulary is closed. */
export interface Vocabulary {
  /** Those that lead to programs, or say what they are. */
  readonly carriers: readonly string[];
  /** Others of the format that are spelt much like these. */
  readonly others?: readonly string[];
}

/** The carrier that a word of no meaning was most likely meant to be: `Components`, `compoFents`. */
export function almost(word: string, { carriers, others = [] }: Vocabulary): string | undefined {
  if (carriers.includes(word) || others.includes(word)) return undefined;
  return carriers.find((carrier) => isSlip(word, carrier));
}

/**
 * Notes keys that the format does not have and that are spelt almost like one that leads to programs. Some consumers take
 * them for it, so that what is below them cannot be passed over in silence.
 */
export function noteAlmostKeys(
  object: Json | undefined,
  vocabulary: Vocabulary,
  entry: string,
  faults: ErrorCollector,
): void {
  if (!isObject(object)) return;
  for (const key of Object.keys(object)) {
    const meant = almost(key, vocabulary);
    if (meant !== undefined) faults.add(`${entry}: unknown key ${quoted(key)}, much like ${quoted(meant)}`);
  }
}
