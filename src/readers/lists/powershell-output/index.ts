import { beginsAsJson } from '../../../formats/markup/json-beginning.ts';
import { headLines } from '../../../formats/text/lines.ts';
import { memoiseHead } from '../../../formats/text/memoise-head.ts';
import type { Reader } from '../../../types.ts';
import { programFrom } from '../../program-record.ts';
import { isJsonOfPrograms, jsonRecords } from './json.ts';
import { isListOfPrograms, listRecords } from './list.ts';
import type { Listed } from './listed.ts';
import { isTableOfPrograms, tableRecords } from './table.ts';

/**
 * What PowerShell prints of programs, as a table, as a list or as JSON: `Get-ItemProperty` of the uninstall
 * keys, `Get-Package`, `Get-AppxPackage`
 * and `Get-CimInstance Win32_Product`.
 *
 * @see https://learn.microsoft.com/powershell/scripting/samples/working-with-software-installations
 */
export const powershellOutput: Reader = {
  id: 'powershell-output',
  title: 'PowerShell output (table, list, JSON)',
  paths: [],
  recognises: (head) => kindOf(head) !== undefined,
  *read(bytes) {
    let records = 0;
    for (const { fields, line } of listed(bytes)) {
      const program = programFrom(fields, line);
      if (program !== undefined) yield program;
      records++;
    }
    if (records === 0 && kindOf(bytes.subarray(0, 1 << 16)) === undefined) {
      throw new SyntaxError('no table, list or JSON of programs is in it');
    }
  },
};

function listed(bytes: Uint8Array): Iterable<Listed> {
  const head = bytes.subarray(0, 1 << 16);
  // What shows that it is one of programs may stand at its end.
  switch (beginsAsJson(bytes) ? 'json' : kindOf(head)) {
    case 'json':
      return jsonRecords(bytes);
    case 'list':
      return listRecords(bytes);
    default:
      return tableRecords(bytes);
  }
}

function kindOf(head: Uint8Array): 'json' | 'list' | 'table' | undefined {
  if (isJsonOfPrograms(memoiseHead(head))) return 'json';
  const lines = headLines(head);
  if (isTableOfPrograms(lines)) return 'table';
  return isListOfPrograms(lines) ? 'list' : undefined;
}
