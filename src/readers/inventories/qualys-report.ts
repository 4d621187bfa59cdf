import { errorCollector } from '../../formats/errors.ts';
import { quoted } from '../../formats/source-position.ts';
import { csvRows } from '../../formats/table/csv.ts';
import { headText } from '../../formats/text/lines.ts';
import type { Program, Reader } from '../../types.ts';
import { plainKey } from '../answers/keys.ts';
import { ofHost } from '../answers/program.ts';
import { fieldOf, programFrom } from '../program-record.ts';
import { rpmName } from '../rpm-name.ts';

/**
 * Scan reports of Qualys as CSV: the findings that list what is installed have a table in their results. A host
 * without one of them was not listed.
 *
 * @see https://docs.qualys.com/en/vm/latest/reports/report_templates/csv_report.htm
 */
export const qualysReport: Reader = {
  id: 'qualys-report',
  title: 'Qualys scan reports (CSV)',
  paths: [],
  freeText: 'all',
  recognises: (head) => HEADER.test(headText(head)),
  telltales: [{ format: 'a report of Qualys', keys: ['QID', 'Results', 'Title', 'IP'] }],
  *read(bytes) {
    const faults = errorCollector();
    const hosts = new Map<string, boolean>();
    let titles: readonly string[] | undefined;
    for (const { cells, line } of csvRows(bytes)) {
      const plain = cells.map(plainKey);
      if (plain.includes('qid') && plain.includes('results')) titles = plain;
      else if (titles !== undefined) {
        const known = titles;
        const cell = (name: string): string => cells[known.indexOf(name)]?.trim() ?? '';
        const host = cell('dns') || cell('netbios') || cell('ip') || cell('dnsname') || cell('assetname');
        if (host === '') {
          if (cell('qid') !== '')
            faults.add(`line ${line}: a finding without a host: ${quoted(cells.join(','))}`);
          continue;
        }
        const isList = LISTS.has(cell('qid'));
        hosts.set(host, isList || hosts.get(host) === true);
        if (!isList) continue;
        for (const program of programsIn(cell('results'), (fault) => faults.add(fault, host)))
          yield { ...program, line, ...ofHost(host) };
      }
    }
    for (const [host, listed] of hosts) {
      if (!listed) faults.add('no finding lists what is installed', host);
    }
    faults.throwIfAny();
    if (hosts.size === 0) throw new SyntaxError('no host in this report');
  },
};

const HEADER = /^[^\n]*\bQID"?[,;][^\n]*\bResults\b/mu;
/** Installed applications of Windows, packages of Unix, software of macOS. */
const LISTS = new Set(['90235', '45141', '45208', '45454', '105311']);

/** A table with titles, or lines of packages. */
function* programsIn(results: string, note: (fault: string) => void): Generator<Program> {
  const lines = results.split(/\r*\n/u).filter((line) => line.trim() !== '');
  const titles = lines[0]?.split('\t').map((title) => title.trim()) ?? [];
  const isTitled = titles.length > 1 && titles.some((title) => fieldOf(title) === 'name');
  for (const [at, line] of lines.entries()) {
    if (isTitled && at === 0) continue;
    const cells = line.split('\t').map((cell) => cell.trim());
    const rpm = rpmName(cells[0] ?? '');
    if (isTitled) {
      const program = programFrom(new Map(titles.map((title, index) => [title, cells[index] ?? ''])));
      // Of the last row the tabs are missing that end the results.
      if (program && (cells.length > 1 || at === lines.length - 1)) yield program;
      else note(`${program ? 'no row of the table' : 'a row without a name'}: ${quoted(line)}`);
    } else if (rpm) yield { ...rpm, ids: [`rpm:${rpm.name}`] };
    else if (cells.length > 1) yield { name: cells[0] ?? '', ...(cells[1] ? { version: cells[1] } : {}) };
    else note(`not a program: ${line}`);
  }
}
