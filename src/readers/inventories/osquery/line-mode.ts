import { errorCollector } from '../../../formats/errors.ts';
import { quoted } from '../../../formats/source-position.ts';
import { text } from '../../../formats/text/decode.ts';
import { answerLines, isPrompt } from '../../../formats/text/shell-prompt.ts';
import { attempt } from '../../../formats/try.ts';
import { pairBlocks } from '../../lists/pair-blocks.ts';
import type { Row } from './log.ts';

/** A column of a row: its name is flush with those of the others on the right. */
const PAIR = /^ *(?<key>[A-Za-z]\w*) = ?(?<value>.*)$/u;

/** A column whose name is as wide as all are printed, five letters at least. */
const FLUSH = /^(?:[a-z]\w*| [a-z]\w{0,3}| {2}[a-z]\w{0,2}| {3}[a-z]\w?) = /imu;

/** The columns of the rows that `osqueryi --line` prints; none of any other document. */
export function lineModeColumns(head: Uint8Array): readonly string[] {
  const columns: string[] = [];
  for (const line of answerLines(head)) {
    const key = PAIR.exec(line)?.groups?.['key'];
    if (key === undefined || columns.includes(key)) break;
    columns.push(key);
  }
  return columns;
}

/** The rows, each of as many columns as the others, and what kept any from being read. */
export function lineModeRows(bytes: Uint8Array): { readonly rows: readonly Row[]; readonly fault: unknown } {
  const faults = errorCollector();
  const rows: Row[] = [];
  let size = 0;
  // The widest name has no blank before it: a row that was cut before it has none.
  if (!FLUSH.test(text(bytes))) faults.add('truncated: the widest column is missing');
  for (const { pairs, line } of pairBlocks(bytes, { pair: PAIR, isOther: isPrompt }, faults)) {
    size = Math.max(size, pairs.size);
    rows.push({ row: Object.fromEntries(pairs), query: '' });
    if (pairs.size < size)
      faults.add(`line ${line}: ${pairs.size} of ${size} columns: ${quoted([...pairs.values()][0] ?? '')}`);
  }
  return { rows, fault: attempt(() => faults.throwIfAny()).fault };
}
