import { numberOf, type RegistryData, stringOf } from '../../../formats/registry/registry-tree.ts';
import { dayOf } from '../../../formats/text/day.ts';
import type { Mark, Program } from '../../../types.ts';
import type { PlacedKey, Where } from './key.ts';

/**
 * An entry of the list of programs.
 *
 * Windows itself does not show an entry without `DisplayName`. One that says anything else of a program is
 * kept under the name of its key; one that says nothing is a trace.
 */
export function uninstallEntry(key: PlacedKey, where: Where): Program {
  const { values } = key;
  const own = key.place.names.at(-1) ?? '';
  const name = lineOf(values, 'displayname');
  const says = ['publisher', 'uninstallstring', 'quietuninstallstring', 'installlocation'];
  const details = detailsOf(values);
  const isEmpty =
    name === undefined &&
    details.version === undefined &&
    !says.some((each) => stringOf(values, each) !== undefined);
  return {
    name: name ?? own,
    ...details,
    ids: idsOf(own, values),
    ...where,
    ...(isEmpty ? { kind: 'trace' } : {}),
  };
}

/** What entries of the list of programs and of Windows Installer show alike. */
export function detailsOf(values: ReadonlyMap<string, RegistryData>): Partial<Program> {
  const version = lineOf(values, 'displayversion') ?? textOf(values.get('displayversion'));
  const publisher = lineOf(values, 'publisher');
  const installedOn = dayOf(stringOf(values, 'installdate') ?? textOf(values.get('installdate')));
  const folder = folderOf(stringOf(values, 'installlocation'));
  const marks = marksOf(values);
  return {
    ...(version === undefined ? {} : { version }),
    ...(publisher === undefined ? {} : { publisher }),
    ...(installedOn === undefined ? {} : { installedOn }),
    ...(folder === undefined ? {} : { folder }),
    ...(marks.length === 0 ? {} : { marks }),
  };
}

/** A string as Windows shows it, in one line. */
export function lineOf(values: ReadonlyMap<string, RegistryData>, name: string): string | undefined {
  return stringOf(values, name)?.replace(/\s*[\r\n]+\s*/gu, ' ');
}

function textOf(data: RegistryData | undefined): string | undefined {
  return typeof data === 'number' ? String(data) : undefined;
}

const guid = '\\{[0-9A-F]{8}(?:-[0-9A-F]{4}){3}-[0-9A-F]{12}\\}';
/** WiX and InstallShield put the product code into the name of a second key. */
const guidKey = new RegExp(`^(?:InstallWIX_|InstallShield_)?(${guid})$`, 'iu');
const installerCall = new RegExp(
  `msiexec(?:\\.exe)?"?\\s[^{]*[/-](?:I|X|uninstall|package)\\s*(${guid})`,
  'iu',
);

function idsOf(own: string, values: ReadonlyMap<string, RegistryData>): string[] {
  const call = stringOf(values, 'uninstallstring') ?? '';
  const code = guidKey.exec(own)?.[1] ?? installerCall.exec(call.slice(0, 1024))?.[1];
  const upgrades = listOf(values.get('bundleupgradecode')).filter((each) => guidKey.test(each));
  const winget = stringOf(values, 'wingetpackageidentifier');
  return [
    ...(code === undefined ? [] : [`product-code:${code.toUpperCase()}`]),
    `uninstall-key:${own}`,
    ...upgrades.map((each) => `upgrade-code:${each.toUpperCase()}`),
    ...(winget === undefined ? [] : [`winget:${winget}`]),
  ];
}

function listOf(data: RegistryData | undefined): readonly string[] {
  if (typeof data === 'string') return [data];
  return Array.isArray(data) ? data : [];
}

/** Words of `ReleaseType` in English systems; `ParentKeyName` says the same in all. */
const updates = /\b(?:update|hotfix|service pack|patch|rollup)\b/iu;

function marksOf(values: ReadonlyMap<string, RegistryData>): Mark[] {
  const marks: Mark[] = [];
  if (numberOf(values, 'systemcomponent') === 1) marks.push('system-component');
  const isUpdate = stringOf(values, 'parentkeyname') ?? updates.exec(stringOf(values, 'releasetype') ?? '');
  if (isUpdate) marks.push('update');
  return marks;
}

/** A folder as it is written, without quotes and the last backslash. */
export function folderOf(written: string | undefined): string | undefined {
  const folder = written?.replace(/^"|"$/gu, '').replace(/[\\/]+$/u, '');
  return folder === undefined || folder === '' ? undefined : folder;
}
