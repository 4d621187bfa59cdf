import { text } from '../formats/text/decode.ts';
import { type Line, numberedLines } from '../formats/text/lines.ts';
import { safeJson, sanitiseName, sanitiseText } from '../report/sanitise.ts';
import { defineReader, defineReporter } from './define.ts';

/**
 * What a plugin gets whose default export is a function: the same as the exports of the package, for plugins of a
 * command that was installed elsewhere, from where nothing can be imported by name.
 */
export interface PluginKit {
  readonly defineReader: typeof defineReader;
  readonly defineReporter: typeof defineReporter;
  readonly decodeText: (bytes: Uint8Array) => string;
  readonly numberedLines: (bytes: Uint8Array) => Iterable<Line>;
  readonly safeJson: typeof safeJson;
  readonly sanitiseName: typeof sanitiseName;
  readonly sanitiseText: typeof sanitiseText;
}

/** @see PluginKit */
export const kit: PluginKit = {
  defineReader,
  defineReporter,
  decodeText: text,
  numberedLines,
  safeJson,
  sanitiseName,
  sanitiseText,
};
