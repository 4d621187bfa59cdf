import { errorCollector } from '../../formats/errors.ts';
import type { FileResolver, Program, Reader } from '../../types.ts';
import { belowHomes } from '../home-globs.ts';
import { namedCommand, startedFile, wordsOf } from '../program-host.ts';
import { applicationEntry } from './application-entry.ts';

/**
 * What starts with a session of a desktop, for the machine and for its users. Entries are settings, which stay when
 * their package is removed.
 *
 * @see https://specifications.freedesktop.org/autostart-spec/latest/
 */
export const autostartEntry: Reader = {
  id: 'autostart-entry',
  title: 'Programs that start with a desktop session',
  paths: ['etc/xdg/autostart/*.desktop', ...belowHomes(['.config/autostart'], '/*.desktop')],
  supplementary: true,
  *read(bytes, resolver) {
    const faults = errorCollector();
    const entry = applicationEntry(bytes, faults);
    if (entry !== undefined) yield programOf(entry.values, entry.line, resolver);
    faults.throwIfAny();
  },
};

function programOf(values: ReadonlyMap<string, string>, line: number, resolver: FileResolver): Program {
  const file = resolver.path.slice(resolver.path.lastIndexOf('/') + 1);
  // The command of `TryExec` has to be there, or the entry does not count.
  const words = [values.get('TryExec'), values.get('Exec')].map((command) => startedBy(command, resolver));
  const executable = words.find((path) => path !== undefined);
  const isOff = values.get('X-GNOME-Autostart-enabled') === 'false';
  return {
    name: values.get('Name') || file.replace(/\.desktop$/u, ''),
    ids: executable === undefined ? [] : [`path:${executable}`],
    kind: 'trace',
    ...(executable === undefined ? {} : { executable }),
    marks: [isOff ? 'disabled' : 'enabled'],
    line,
  };
}

function startedBy(command: string | undefined, resolver: FileResolver): string | undefined {
  const words = wordsOf(command ?? '');
  return startedFile(words) ?? namedCommand(words[0], resolver);
}
