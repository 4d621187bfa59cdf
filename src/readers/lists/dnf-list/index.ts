import { errorCollector } from '../../../formats/errors.ts';
import { headLines, numberedLines } from '../../../formats/text/lines.ts';
import type { Reader } from '../../../types.ts';
import { isPackages, packageRows } from './packages.ts';
import { isSearch, searchRows } from './search.ts';

/**
 * Lists of rpm packages as their front ends print them: `dnf list`, `yum list` and `tdnf list`, and the tables
 * of `zypper search` and `zypper packages`, in any language. What a list shows as available is no program.
 *
 * @see https://dnf.readthedocs.io/en/latest/command_ref.html
 */
export const dnfList: Reader = {
  id: 'dnf-list',
  title: 'Output of dnf list, yum list and zypper search',
  paths: [],
  recognises(head) {
    const lines = headLines(head);
    return isSearch(lines) || isPackages(lines);
  },
  *read(bytes) {
    const all = [...numberedLines(bytes)];
    const lines = all.filter((line) => line.text.trim() !== '');
    const last = all.at(-1);
    if (last === undefined || lines.length === 0) throw new SyntaxError('an empty list');
    const broken = errorCollector();
    const rows = isSearch(lines.map((line) => line.text)) ? searchRows : packageRows;
    for (const row of rows(lines, broken)) yield { ...row, ids: [`rpm:${row.name}`] };
    if (!last.ended) broken.add(`line ${last.number}: truncated before the line end`);
    broken.throwIfAny();
  },
};
