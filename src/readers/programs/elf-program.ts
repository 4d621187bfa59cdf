import { elfFile } from '../../formats/executable/elf.ts';
import type { ReadRange } from '../../formats/executable/window.ts';
import { json, stringField } from '../../formats/markup/json.ts';
import { attempt } from '../../formats/try.ts';
import type { Program } from '../../types.ts';
import type { ProgramFile } from './described.ts';
import { goProgram } from './go-program.ts';

/** Kinds of id for the package types that notes name. */
const PACKAGE_TYPES: Readonly<Record<string, string>> = {
  deb: 'deb',
  rpm: 'rpm',
  apk: 'apk',
  alpm: 'pacman',
  pacman: 'pacman',
  flatpak: 'flatpak',
  snap: 'snap',
};

/** What a program or library of Linux says of itself; undefined when the file is not one. */
export function elfProgram(read: ReadRange): ProgramFile | undefined {
  const elf = elfFile(read);
  if (elf === undefined) return undefined;
  const note = attempt(() =>
    elf.packageNote === undefined ? {} : packageProgram(new TextEncoder().encode(elf.packageNote)),
  );
  const package_ = note.value ?? {};
  const { ids: built, ...go } = goProgram(elf.go);
  return {
    program: {
      ...go,
      ...package_,
      ...(elf.arch ? { arch: elf.arch } : {}),
      ids: [...(package_.ids ?? []), ...built],
    },
    ...(elf.appImage ? { isAppImage: true } : {}),
    ...(note.fault === undefined ? {} : { fault: note.fault }),
  };
}

/** @see https://uapi-group.org/specifications/specs/package_metadata_for_executable_files/ */
function packageProgram(note: Uint8Array): Partial<Program> {
  const value = json(note);
  const [name, version, type] = ['name', 'version', 'type'].map((key) => stringField(value, key));
  const kind = type === undefined ? undefined : PACKAGE_TYPES[type.toLowerCase()];
  return {
    ...(name ? { name } : {}),
    ...(version ? { version } : {}),
    ...(name && kind ? { ids: [`${kind}:${name}`] } : {}),
  };
}
