import type { Mark, Program } from '../../../types.ts';

/** The program of a row: name, id and version are the first three cells, the source is the last. */
export function programOf(cells: readonly string[], line: number): Program {
  const [name = '', id = '', version = ''] = cells;
  const last = cells.length > 3 ? (cells.at(-1) ?? '') : '';
  // Without a column of sources the last one holds the version that is available.
  const source = /^[a-z]/iu.test(last) ? last : '';
  const ids = isCut(id) ? [] : idsOf(id, source);
  const marks: Mark[] = [];
  if (isCut(name)) marks.push('truncated-name');
  if (isCut(version)) marks.push('truncated-version');
  return {
    name,
    ...(version === '' ? {} : { version }),
    ids,
    line,
    ...(marks.length === 0 ? {} : { marks }),
  };
}

/** The ellipsis, also as a console shows it that has none: a sign for each of its bytes. */
function isCut(cell: string): boolean {
  return /(?:…|\?\?\?)$/u.test(cell);
}

const guid = /^\{[0-9A-F]{8}(?:-[0-9A-F]{4}){3}-[0-9A-F]{12}\}/iu;
const fullName = /^(?<name>[^_\s]+)_[^_]*_[^_]*_[^_]*_(?<hash>[0-9a-z]{13})$/iu;
const familyName = /^[^_\s]+_[0-9a-z]{13}$/iu;

/** Packages of a source have its id; others have what Windows knows them by, at times with where it does. */
function idsOf(id: string, source: string): string[] {
  const own =
    /^(?:ARP\\(?:Machine|User)\\(?:X64|X86|Arm64|Arm)|MSIX)\\(?<own>.+)$/isu.exec(id)?.groups?.['own'] ?? id;
  const full = fullName.exec(own)?.groups;
  if (full) return [`appx:${full['name']}_${full['hash']?.toLowerCase()}`];
  if (source !== '') return [`winget:${own}`];
  if (familyName.test(own)) return [`appx:${own}`];
  const code = guid.exec(own)?.[0];
  if (code !== undefined) return [`product-code:${code.toUpperCase()}`, `uninstall-key:${own}`];
  return isPackage.test(own) ? [`winget:${own}`, `uninstall-key:${own}`] : [`uninstall-key:${own}`];
}

const isPackage = /^[\w+-]+(?:\.[\w+-]+)+$/u;
