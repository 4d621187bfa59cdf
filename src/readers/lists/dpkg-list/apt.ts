import type { ErrorCollector } from '../../../formats/errors.ts';
import { quoted } from '../../../formats/source-position.ts';
import type { Line } from '../../../formats/text/lines.ts';
import type { Program } from '../../../types.ts';
import { programOf } from './words.ts';

/** `bash/stable,now 5.2.15-2 amd64 [installed]`: the suites that have this version, `now` being this machine. */
export const APT =
  /^(?<name>[a-z0-9][a-z0-9+.-]*)\/(?<suites>[^ \t]*) (?<version>[^ \t]+) (?<arch>[a-z0-9-]+)(?: +\[(?<note>.*)\])?$/isu;

/**
 * The rows of `apt list`, in any language: what is installed is reported by the suite `now`, which is never
 * translated. In the list of upgrades the installed version stands in the note.
 */
export function* aptRows(list: readonly Line[], faults: ErrorCollector): Generator<Program> {
  const first = list.findIndex((line) => APT.test(line.text));
  let reported = 0;
  for (const { text, number } of list.slice(0, Math.max(0, first))) {
    if (!NOTICE.test(text) && /[/[]/u.test(text))
      faults.add(`line ${number}: no row of apt list: ${quoted(text)}`);
  }
  for (const { text, number } of list.slice(Math.max(0, first))) {
    if (text.trim() === '' || NOTICE.test(text)) continue;
    const row = APT.exec(text)?.groups;
    if (row === undefined) {
      faults.add(`line ${number}: no row of apt list: ${quoted(text)}`);
      continue;
    }
    const program = programIn(row, number);
    if (program === undefined) {
      if (row['note'] !== undefined)
        faults.add(`line ${number}: a note about no version of here: ${quoted(text)}`);
      continue;
    }
    reported++;
    yield program;
  }
  if (reported === 0) faults.add('no installed package in any row: this is a list of available packages');
}

/** Warnings and notices reach the list when both streams are caught. */
const NOTICE = /^(?:WARNING|[NW]): /u;

function programIn(row: Record<string, string | undefined>, line: number): Program | undefined {
  const { name = '', suites = '', version, arch, note = '' } = row;
  if (suites.split(',').includes('now')) {
    const state = RESIDUE.has(note.trim().toLowerCase()) ? 'residue' : 'installed';
    return programOf({ name, version, arch, state, line });
  }
  const older = OLDER.exec(note.slice(0, 200))?.[0];
  return older === undefined ? undefined : programOf({ name, version: older, arch, line });
}

/** The one word that is a version, alone or after a colon of any script. */
const OLDER = /(?<![^\s:：])\d[A-Za-z0-9.+~:-]*(?![^\s、,，])/u;

/** `residual-config` in the languages that apt speaks. */
const RESIDUE = new Set([
  'residual-config',
  'configuració-residual',
  'zbytkové-konfigurační-coubory',
  'residual-konfig',
  'konfiguration-verbleibend',
  'υπολοιπόμενο-config',
  'configuración-residual',
  'configuration restante',
  'megmaradt konfig',
  'configurazione residua',
  '設定が残存',
  'overgebleven configuratie',
  'остались файлы настроек',
  'kvarvarande-inställning',
  'ค่าตั้งตกค้าง',
  'artık-yapılandırma',
  '配置文件残留',
]);
