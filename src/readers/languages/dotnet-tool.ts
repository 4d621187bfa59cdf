import type { Reader } from '../../types.ts';
import { belowHomes } from '../home-globs.ts';

/**
 * Tools of .NET that were installed for an account, by their folders: `.store/NAME/VERSION`.
 *
 * @see https://learn.microsoft.com/dotnet/core/tools/global-tools
 */
export const dotnetTool: Reader = {
  id: 'dotnet-tool',
  title: 'Tools of .NET, installed globally',
  supplementary: true,
  paths: [...belowHomes(['.dotnet/tools/.store/*/*']), 'usr/local/share/dotnet/tools/.store/*/*'],
  pathOnly: 'folder',
  *read(_, { path }) {
    const { name, version } = PLACE.exec(path)?.groups ?? {};
    if (name !== undefined && version !== undefined) yield { name, version, ids: [`nuget:${name}`] };
  },
};

/** While a tool is installed its files lie in `.stage`. */
const PLACE = /\/\.store\/(?<name>[^./][^/]*)\/(?<version>\d[^/]*)$/u;
