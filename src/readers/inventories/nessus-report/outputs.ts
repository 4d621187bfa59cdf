import { quoted } from '../../../formats/source-position.ts';
import type { Program } from '../../../types.ts';
import { rpmName } from '../../rpm-name.ts';

/** Plug-ins that list what is installed, each with the way in which it writes. */
const OUTPUTS: ReadonlyMap<string, (output: string, note: (fault: string) => void) => Iterable<Program>> =
  new Map([
    ['20811', bracketed],
    ['83991', bracketed],
    ['22869', packages],
    ['178102', blocks],
  ]);

/** Whether a plug-in lists what is installed. */
export function isListing(plugin: string): boolean {
  return OUTPUTS.has(plugin);
}

/** The programs in the output of such a plug-in. */
export function* programsIn(
  plugin: string,
  output: string,
  note: (fault: string) => void,
): Generator<Program> {
  if (PARTIAL.test(output.replace(/\s+/gu, ' '))) note('only a partial list of software is reported');
  let programs = 0;
  for (const program of OUTPUTS.get(plugin)?.(output, note) ?? []) {
    programs++;
    yield program;
  }
  if (programs === 0) note('its list of software is empty');
}

const PARTIAL = /only a partial list|list (?:is|was|has been) truncated/iu;
const BRACKETED =
  /^[ \t]*(?:- )?(?<name>\S.*?) +\[version (?<version>.+?)\](?: +\[installed on (?<date>[^\]]*)\])?[ \t]*$/u;
const DATED = /^[ \t]*(?<name>\S.*?) +\[installed on (?<date>[^\]]*)\][ \t]*$/u;
const HEADING = /:[ \t]*$/u;
/** A name may have one gap between its words, and three cells are no name. */
const COLUMNS = /\S {2,}\S.* {2,}\S|\t/u;
const REMARK = /^(?:Due to the large|list of software is|applications, modify|is set to)/u;

/** `name  [version v]  [installed on yyyy/mm/dd]`, updates below a second heading. */
function* bracketed(output: string, note: (fault: string) => void): Generator<Program> {
  let isUpdate = false;
  for (const line of linesOf(output)) {
    const found = (BRACKETED.exec(line) ?? DATED.exec(line))?.groups;
    if (found === undefined && HEADING.test(line)) isUpdate ||= /updates are installed/iu.test(line);
    const name = found?.['name'] ?? (HEADING.test(line) || REMARK.test(line) ? undefined : line.trim());
    if (name === undefined) continue;
    if (COLUMNS.test(name)) note(`a row of another list: ${quoted(name)}`);
    const [version, date] = [found?.['version'], found?.['date']?.trim()];
    yield {
      name: name.replace(/\.app$/u, ''),
      ...(version ? { version } : {}),
      ...(date && /^\d{4}\/\d\d\/\d\d$/u.test(date) ? { installedOn: date.replaceAll('/', '-') } : {}),
      ...(isUpdate ? { marks: ['update'] } : {}),
    };
  }
}

const DPKG =
  /^[ \t]*(?<want>[uihrp])(?<state>[ncHUFWti])[R ]? +(?<name>\S+) +(?<version>\S+)(?: +(?<arch>\S+))?/u;
const STATES: Readonly<Record<string, Program['state'] | 'absent'>> = {
  n: 'absent',
  c: 'residue',
  H: 'partial',
  U: 'partial',
  F: 'partial',
  W: 'partial',
  t: 'partial',
};

/** The list of dpkg or rpm below a heading that names the distribution. */
function* packages(output: string, note: (fault: string) => void): Generator<Program> {
  for (const line of linesOf(output)) {
    if (HEADING.test(line)) continue;
    const { state: letter = '', name, version, arch } = DPKG.exec(line)?.groups ?? {};
    const word = line.trim().split(/[\s|]/u)[0] ?? '';
    const rpm = name === undefined ? rpmName(word) : undefined;
    const state = STATES[letter];
    if (rpm) yield { ...rpm, ids: [`rpm:${rpm.name}`] };
    else if (name === undefined) note(`not a package: ${quoted(line)}`);
    else if (state !== 'absent') {
      const plain = name.replace(/:[a-z0-9-]+$/u, '');
      yield {
        name: plain,
        ...(version ? { version } : {}),
        ...(arch && /^[a-z0-9-]+$/u.test(arch) ? { arch } : {}),
        ...(state ? { state } : {}),
        ids: [`deb:${plain}`],
      };
    }
  }
}

/** `- name` with indented fields, and what the registry holds in brackets with a raw value below. */
function* blocks(output: string): Generator<Program> {
  for (const block of output.split(/^ {0,2}- /mu).slice(1)) {
    const name = linesOf(block)[0]?.trim();
    if (name === undefined) continue;
    const version = /^ +Best Confidence Version +: (?<version>.+)$/mu
      .exec(block)
      ?.groups?.['version']?.trim();
    const publisher = /\[Publisher\] :\s+Raw Value +: (?<publisher>.+)$/mu
      .exec(block)
      ?.groups?.['publisher']?.trim();
    yield { name, ...(version ? { version } : {}), ...(publisher ? { publisher } : {}) };
  }
}

function linesOf(text: string): string[] {
  return text.split(/\r*\n/u).filter((line) => line.trim() !== '');
}
