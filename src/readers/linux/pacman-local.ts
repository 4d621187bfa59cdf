import { type ErrorCollector, errorCollector } from '../../formats/errors.ts';
import { quoted } from '../../formats/source-position.ts';
import { dayOfSeconds } from '../../formats/text/epoch-day.ts';
import { headLines, type Line, numberedLines } from '../../formats/text/lines.ts';
import type { Program, Reader } from '../../types.ts';
import { licenceText } from '../licence-text.ts';

const FOLDERS = [
  'var/lib/pacman/local',
  'usr/lib/sysimage/lib/pacman/local',
  'usr/lib/holo/pacmandb/local', // SteamOS
  'msys64/var/lib/pacman/local', // MSYS2, on Windows
];

/**
 * The database of Arch Linux's pacman: a folder for each installed package, whose `desc` holds sections like
 * `%NAME%`, each with lines of values and an empty line.
 *
 * @see https://man.archlinux.org/man/alpm-db-desc.5
 */
export const pacmanLocal: Reader = {
  id: 'pacman-local',
  title: 'Arch Linux package database (pacman)',
  paths: FOLDERS.map((folder) => `${folder}/*/desc`),
  siblings: FOLDERS.map((folder) => `${folder}/*/files`),
  recognises(head) {
    const lines = headLines(head);
    return lines.includes('%VERSION%') && lines.some((line, at) => isNamed(line, lines[at + 1]));
  },
  *read(bytes, resolver) {
    const faults = errorCollector();
    const lines = [...numberedLines(bytes)];
    const sections = sectionsOf(lines, faults);
    const program = programOf(sections);
    const last = lines.at(-1);
    // The name itself may be what was truncated.
    const isTorn = last?.ended === false && last.text === program?.name;
    if (program === undefined || isTorn)
      throw new SyntaxError(`no package name in any section: ${quoted(lines[0]?.text ?? '')}`);
    yield program;
    noteName(program, resolver.path, faults);
    noteEnd(last, resolver.exists('files'), faults);
    faults.throwIfAny();
  },
};

const NAME = /^[A-Za-z0-9@_+][A-Za-z0-9@._+-]*$/u;
const HEADER = /^%(?<name>[A-Z0-9_]+)%$/u;

/** Sections of one line. */
const SINGLE: ReadonlySet<string> = new Set(
  'NAME VERSION BASE DESC URL ARCH BUILDDATE INSTALLDATE PACKAGER SIZE REASON'.split(' '),
);

function isNamed(line: string, next: string | undefined): boolean {
  return line === '%NAME%' && NAME.test(next ?? '');
}

/** The values of each section; the first wins, as a second one can only be damage. */
function sectionsOf(lines: readonly Line[], faults: ErrorCollector): ReadonlyMap<string, readonly string[]> {
  const sections = new Map<string, string[]>();
  let values: string[] | undefined;
  let isSingle = false;
  for (const { text, number } of lines) {
    if (text === '') {
      values = undefined;
    } else if (values !== undefined) {
      if (isSingle && values.length > 0) faults.add(`line ${number}: a second value: ${quoted(text)}`);
      values.push(text);
    } else {
      const name = HEADER.exec(text)?.groups?.['name'];
      if (name === undefined || sections.has(name)) faults.add(`line ${number}: no section: ${quoted(text)}`);
      values = [];
      isSingle = name !== undefined && SINGLE.has(name);
      if (name !== undefined && !sections.has(name)) sections.set(name, values);
    }
  }
  for (const [name, list] of sections) if (list.length === 0) faults.add(`nothing in the section ${name}`);
  return sections;
}

function programOf(sections: ReadonlyMap<string, readonly string[]>): Program | undefined {
  const [name = ''] = sections.get('NAME') ?? [];
  const [version] = sections.get('VERSION') ?? [];
  const [arch] = sections.get('ARCH') ?? [];
  const [maintainer] = sections.get('PACKAGER') ?? [];
  const licence = licenceText(...(sections.get('LICENSE') ?? []));
  const installedOn = dayOfSeconds(sections.get('INSTALLDATE')?.[0]);
  if (!NAME.test(name)) return undefined;
  return {
    name,
    ...(version ? { version } : {}),
    ...(arch ? { arch } : {}),
    ...(maintainer ? { maintainer } : {}),
    ...(licence ? { licence } : {}),
    ...(installedOn ? { installedOn } : {}),
    ids: [`pacman:${name}`],
  };
}

/** The folder is called like the package, so each checks the other. */
function noteName({ name, version }: Program, path: string, faults: ErrorCollector): void {
  if (version === undefined || !VERSION.test(version))
    faults.add(`no version of ${name}: ${quoted(version ?? '')}`);
  const folder = FOLDER.exec(path)?.groups?.['folder'];
  if (folder !== undefined && folder !== `${name}-${version}`) {
    faults.add(`${quoted(`${name} ${version}`)} is in the folder of ${quoted(folder)}`);
  }
}

const VERSION = /^(?:\d+:)?[A-Za-z0-9._+~]+-\d+(?:\.\d+)?$/u;
const FOLDER = /(?:^|\/)local\/(?<folder>[^/]+)\/desc$/u;

/** pacman ends every section with an empty line, and where it keeps the file a list of files stands beside. */
function noteEnd(last: Line | undefined, kept: boolean, faults: ErrorCollector): void {
  if (last === undefined || (last.ended && (last.text === '' || !kept))) return;
  faults.add(`line ${last.number}: the last section is not closed by an empty line, so something is cut off`);
}
