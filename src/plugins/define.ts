import type { Reporter } from '../report/run.ts';
import type { Reader } from '../types.ts';

/** What the file of a plugin exports as its default: readers and reports of your own. */
export interface Plugin {
  readonly readers?: readonly Reader[];
  readonly reporters?: readonly Reporter[];
}

/**
 * Gives the object back. It is there for the types: an editor completes and checks what a reader has.
 *
 * @example
 * ```js
 * import { defineReader } from 'interdict';
 *
 * export const acme = defineReader({
 *   id: 'acme-list',
 *   title: 'list of Acme Deploy',
 *   paths: ['opt/acme/installed.txt'],
 *   *read(bytes) {
 *     for (const name of new TextDecoder().decode(bytes).split('\n')) if (name) yield { name };
 *   },
 * });
 * ```
 */
export function defineReader(reader: Reader): Reader {
  return reader;
}

/**
 * Gives the object back. It is there for the types: an editor completes and checks what a report has.
 *
 * @example
 * ```js
 * import { defineReporter } from 'interdict';
 *
 * export const oneLine = defineReporter({
 *   id: 'one-line',
 *   title: 'one line',
 *   *render(run) {
 *     yield `${run.verdict}: ${run.summary.banned} banned\n`;
 *   },
 * });
 * ```
 */
export function defineReporter(reporter: Reporter): Reporter {
  return reporter;
}
