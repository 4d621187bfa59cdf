import type { Reader } from '../../types.ts';

const MENUS = [
  'ProgramData/Microsoft/Windows/Start Menu/Programs',
  'Users/*/AppData/Roaming/Microsoft/Windows/Start Menu/Programs',
  'Documents and Settings/*/Start Menu/Programs',
];

/**
 * Programs and scripts in the folders that Windows starts at logon; shortcuts there lead to their programs.
 *
 * @see https://learn.microsoft.com/windows/win32/shell/knownfolderid
 */
export const startupFolder: Reader = {
  id: 'startup-folder',
  title: 'Programs in the startup folders of Windows',
  paths: MENUS.map((menu) => `${menu}/{Startup,StartUp}/*.{exe,com,scr,bat,cmd,vbs,js,jar}`),
  pathOnly: true,
  supplementary: true,
  *read(_, { path }) {
    const name = path.slice(path.lastIndexOf('/') + 1);
    yield {
      name,
      ids: [`process:${name}`, `path:/${path}`],
      kind: 'trace',
      executable: `/${path}`,
      marks: ['enabled'],
    };
  },
};
