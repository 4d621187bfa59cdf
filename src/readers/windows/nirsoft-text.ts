import { errorCollector } from '../../formats/errors.ts';
import { quoted } from '../../formats/source-position.ts';
import { filledLines, headLines } from '../../formats/text/lines.ts';
import type { Reader } from '../../types.ts';
import { type BlockForm, pairBlocks } from '../lists/pair-blocks.ts';
import { fieldOf, programFrom } from '../program-record.ts';

const BORDER = /^={20,}$/u;
const PAIR = /^(?<key>[^:]{1,60}?) *:(?<value>.*)$/su;
const form: BlockForm = { pair: PAIR, border: BORDER };

/**
 * What the tools of NirSoft write with `/stext`: records between lines of equals signs, the last one behind the last
 * record. The names of fields are translated.
 *
 * @see https://www.nirsoft.net/utils/uninstall_view.html
 */
export const nirsoftText: Reader = {
  id: 'nirsoft-text',
  title: 'Text exports of NirSoft UninstallView',
  paths: [],
  recognises(head) {
    const lines = filledLines(head);
    if (!BORDER.test(lines[0]?.replace(/^[\u00ef\u00bb\u00bf]+/u, '') ?? '')) return false;
    const end = lines.findIndex((line, index) => index > 0 && BORDER.test(line));
    const fields = lines
      .slice(1, end === -1 ? undefined : end)
      .map((line) => fieldOf(PAIR.exec(line)?.groups?.['key'] ?? ''));
    return fields.includes('name') && (fields.includes('version') || fields.includes('publisher'));
  },
  telltales: [
    {
      format: 'a list of UninstallView',
      keys: ['Display Name', 'Registry Name', 'Display Version', 'Uninstall String'],
    },
  ],
  *read(bytes) {
    const faults = errorCollector();
    let records = 0;
    let known: ReadonlySet<string> | undefined;
    for (const { pairs, line } of pairBlocks(bytes, form, faults)) {
      const program = programFrom(pairs, line);
      records++;
      // All records have the same fields, whatever is in them.
      known ??= new Set(pairs.keys());
      const other = [...pairs.keys()].find((key) => known?.has(key) === false);
      if (other !== undefined)
        faults.add(`line ${line}: a field that the records before it lack: ${quoted(other)}`);
      if (program === undefined) faults.add(`line ${line}: a record without a name`);
      else yield program;
    }
    faults.throwIfAny();
    if (records === 0) throw new SyntaxError('no record of a program');
    if (!endsWithBorder(bytes))
      throw new SyntaxError('the line of equals signs after the last record is missing');
  },
};

function endsWithBorder(bytes: Uint8Array): boolean {
  const lines = headLines(bytes.subarray(Math.max(0, bytes.length - 4096))).filter(
    (line) => line.trim() !== '',
  );
  return BORDER.test(lines.at(-1)?.trim() ?? '');
}
