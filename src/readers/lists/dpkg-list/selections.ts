import type { ErrorCollector } from '../../../formats/errors.ts';
import { quoted } from '../../../formats/source-position.ts';
import type { Line } from '../../../formats/text/lines.ts';
import type { Program } from '../../../types.ts';
import { programOf } from './words.ts';

/** `bash						install`: what is wanted, without a version. */
export const SELECTION =
  /^(?<name>[A-Za-z0-9][A-Za-z0-9+._-]*(?::[a-z0-9-]+)?)[ \t]+(?<want>install|hold|deinstall|purge)$/u;

/**
 * The rows of `dpkg --get-selections`. What is to be removed is listed as long as its settings are there.
 */
export function* selectionRows(list: readonly Line[], faults: ErrorCollector): Generator<Program> {
  for (const { text, number } of list) {
    if (text.trim() === '') continue;
    const { name, want } = SELECTION.exec(text)?.groups ?? {};
    const isWanted = want === 'install' || want === 'hold';
    const program =
      name &&
      programOf({
        name,
        state: isWanted ? 'installed' : 'residue',
        marks: want === 'hold' ? ['held'] : undefined,
        line: number,
      });
    if (program) yield program;
    else faults.add(`line ${number}: no selection of a package: ${quoted(text)}`);
  }
}
