import type { Reader } from '../../types.ts';
import { recordedProgram } from './records/recorded-file.ts';
import { shellLink } from './records/shell-link.ts';

/** Where Windows and its users keep shortcuts to programs. */
const FOLDERS = [
  'ProgramData/Microsoft/Windows/Start Menu/Programs',
  'Users/*/AppData/Roaming/Microsoft/Windows/Start Menu/Programs',
  'Documents and Settings/*/Start Menu/Programs',
];

/**
 * Shortcuts of the start menu and of desktops. The name of a shortcut is what people call the program.
 *
 * @see https://learn.microsoft.com/openspecs/windows_protocols/ms-shllink/
 */
export const shortcut: Reader = {
  id: 'shortcut',
  title: 'Shortcuts of Windows',
  paths: [
    ...FOLDERS.map((folder) => `${folder}/**/*.lnk`),
    'Users/*/Desktop/*.lnk',
    'Documents and Settings/*/Desktop/*.lnk',
  ],
  supplementary: true,
  record: true,
  recognises: (head) => head[0] === 0x4c && head[4] === 0x01 && head[5] === 0x14 && head[6] === 0x02,
  *read(bytes, resolver) {
    const { target, fault } = shellLink(bytes);
    if (target !== undefined && /\.(?:exe|com|bat|cmd|msc|jar)$/iu.test(target)) {
      const name = resolver.path.slice(resolver.path.lastIndexOf('/') + 1).replace(/\.lnk$/iu, '');
      const { state: _, marks: _marks, ...program } = recordedProgram({ path: target, name });
      yield program;
    }
    if (fault !== undefined) throw fault;
  },
};
