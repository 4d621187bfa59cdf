import { errorCollector } from '../../formats/errors.ts';
import type { Group } from '../../formats/markup/keyfile.ts';
import type { Program, Reader } from '../../types.ts';
import { applicationEntry } from './application-entry.ts';

/**
 * Menu entries of what was installed without a package: those that a user or an administrator keeps, and
 * those that lie with a product under `opt`. Entries under `usr/share` belong to packages, whose database
 * speaks for them.
 *
 * @see https://specifications.freedesktop.org/desktop-entry-spec/latest/
 */
export const desktopEntry: Reader = {
  id: 'desktop-entry',
  title: 'Menu entries outside packages',
  paths: [
    'usr/local/share/applications/*.desktop',
    'opt/*/*.desktop',
    'opt/*/share/applications/*.desktop',
    'home/*/.local/share/applications/*.desktop',
    'root/.local/share/applications/*.desktop',
  ],
  supplementary: true,
  *read(bytes, resolver) {
    const faults = errorCollector();
    const entry = applicationEntry(bytes, faults);
    const program = entry && programOf(entry, resolver.path.slice(resolver.path.lastIndexOf('/') + 1));
    if (program !== undefined) yield program;
    faults.throwIfAny();
  },
};

function programOf({ values, line }: Group, file: string): Program | undefined {
  const name = values.get('Name') || file.replace(/\.desktop$/u, '');
  const command = values.get('TryExec') ?? values.get('Exec') ?? '';
  // Flatpaks and snaps are counted by their own readers.
  if (values.has('X-Flatpak') || values.has('X-SnapInstanceName')) return undefined;
  const path = executableOf(command);
  const version = values.get('X-AppImage-Version');
  return {
    name,
    ...(version ? { version } : {}),
    ids: path === undefined ? [] : [`path:${path}`],
    ...(path === undefined ? {} : { executable: path }),
    ...(path === undefined ? {} : { folder: path.slice(0, path.lastIndexOf('/')) || '/' }),
    marks: ['desktop-entry'],
    line,
  };
}

/** The absolute path that a command line starts with, after `env` and its assignments. */
function executableOf(command: string): string | undefined {
  const { quoted, plain } = COMMAND.exec(command.slice(0, 4096))?.groups ?? {};
  return quoted?.replace(/\\(.)/gsu, '$1') ?? plain;
}

const COMMAND =
  /^(?:(?:\/usr\/bin\/)?env\s+(?:[A-Za-z_][A-Za-z0-9_]*=\S*\s+)*)?(?:"(?<quoted>\/(?:[^"\\]|\\.)*)"|(?<plain>\/[^\s"%]+))/su;
