import { errorCollector } from '../../formats/errors.ts';
import { quoted } from '../../formats/source-position.ts';
import { filledLines, type Line, numberedLines } from '../../formats/text/lines.ts';
import type { Program, Reader } from '../../types.ts';
import { type Block, type BlockForm, pairBlocks } from '../lists/pair-blocks.ts';

const PAIR = /^(?<key>\p{L}[^:]{0,60}?) : (?<value>.*)$/u;
/** `Error: 740`, in every language a word and a number. */
const FAILURE = /^\p{L}[\p{L} ]{0,30}: ?(?:\d{1,5}|0x[0-9a-f]+)$/iu;
const form: BlockForm = { pair: PAIR, isOther: (line) => !PAIR.test(line) };
const FULL_NAME = /^(?<name>[^_\s]+)_(?<version>\d[\d.]*)_(?<arch>[^_\s]*)_[^_\s]*_(?<hash>[0-9a-z]{13})$/u;

/**
 * The packages that DISM finds provisioned in an image of Windows (`/Get-ProvisionedAppxPackages`), in any language:
 * they are found by the form of their full names. Its last line says that all of it went well.
 *
 * @see https://learn.microsoft.com/en-us/windows-hardware/manufacture/desktop/dism-app-package--appx-or-appxbundle--servicing-command-line-options
 */
export const dismPackages: Reader = {
  id: 'dism-packages',
  title: 'Provisioned packages of Windows (DISM)',
  paths: [],
  recognises(head) {
    const lines = filledLines(head);
    const isDism = /\bDISM\b|Deployment Image|: ?10\.0\.\d+/iu.test(lines.slice(0, 4).join('\n'));
    return isDism && lines.some((line) => FULL_NAME.test(PAIR.exec(line)?.groups?.['value']?.trim() ?? ''));
  },
  *read(bytes) {
    const faults = errorCollector();
    let records = 0;
    for (const block of pairBlocks(bytes, form, faults)) {
      const program = programOf(block);
      if (program === undefined) continue;
      records++;
      yield program;
    }
    const lines = [...numberedLines(bytes)].filter(({ text }) => text.trim() !== '');
    const failure = lines.find(({ text }) => FAILURE.test(text));
    if (failure !== undefined) faults.add(`DISM failed: ${failure.text}`);
    for (const { text, number } of betweenRecords(lines))
      faults.add(`line ${number}: not a line of a record: ${quoted(text)}`);
    // Behind the records a sentence says that it is done.
    if (records > 0 && PAIR.test(lines.at(-1)?.text ?? '')) faults.add('the last line of DISM is missing');
    faults.throwIfAny();
    if (records === 0) throw new SyntaxError('no provisioned package');
  },
};

/** Lines of no record between the first line of a record and the last. In French the head has such lines, too. */
function betweenRecords(lines: readonly Line[]): Line[] {
  const isPair = ({ text }: Line): boolean => PAIR.test(text);
  const [first, last] = [lines.findIndex(isPair), lines.findLastIndex(isPair)];
  return lines.slice(Math.max(0, first), Math.max(0, last)).filter((line) => !isPair(line));
}

function programOf({ pairs, line }: Block): Program | undefined {
  for (const value of pairs.values()) {
    const { name = '', version = '', arch, hash } = FULL_NAME.exec(value)?.groups ?? {};
    if (hash === undefined) continue;
    return {
      name,
      version,
      ...(arch && arch !== 'neutral' ? { arch } : {}),
      ids: [`appx:${name}_${hash}`],
      line,
    };
  }
  return undefined;
}
