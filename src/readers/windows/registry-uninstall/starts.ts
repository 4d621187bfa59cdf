import type { PlaceKind } from '../../../formats/registry/program-keys.ts';
import { stringOf } from '../../../formats/registry/registry-tree.ts';
import type { Program } from '../../../types.ts';
import { anyPath, startedFile } from '../command-file.ts';
import type { PlacedKey, Where } from './key.ts';

/** What has to be known to say what a start is. */
interface Known {
  readonly switchedOff: ReadonlySet<string>;
  readonly profile: string | undefined;
}

/**
 * What Windows starts when somebody logs on: each value has a command line, and its name shows what it is.
 *
 * @see https://learn.microsoft.com/windows/win32/setupapi/run-and-runonce-registry-keys
 */
export function* startedPrograms(key: PlacedKey, where: Where, known: Known): Iterable<Program> {
  const view = viewOf(key.path);
  for (const { name, command } of commandsOf(key)) {
    const file = startedFile(inProfile(command, known.profile));
    if (file === undefined) continue;
    const base = file.slice(file.lastIndexOf('\\') + 1);
    const executable = anyPath(file);
    yield {
      // A value of `RunOnce` that is to run even in safe mode, or to stay until it has run, has a sign before its name.
      name: name.replace(/^[!*]+/u, '') || base,
      ids: [`process:${base}`, ...(executable === undefined ? [] : [`path:${executable}`])],
      kind: 'trace',
      ...where,
      entry: `${key.path}\\${name}`,
      ...(executable === undefined ? {} : { executable }),
      marks: [known.switchedOff.has(`${view}\0${name}`) ? 'disabled' : 'enabled'],
    };
  }
}

interface NamedCommand {
  readonly name: string;
  readonly command: string;
}

/** What Windows itself starts there. */
const SYSTEM = /(?:^|\\)(?:userinit|explorer)(?:\.exe)?$/iu;

function* commandsOf({ place, values }: PlacedKey): Generator<NamedCommand> {
  if (place.kind === 'active-setup') yield* stubCommand(values);
  else {
    for (const [name, data] of values)
      if (typeof data === 'string' && data.trim() !== '') yield* commandsIn(place.kind, name, data);
  }
}

function* commandsIn(kind: PlaceKind, name: string, data: string): Generator<NamedCommand> {
  if (kind === 'logon') {
    const programs = /^(?:userinit|shell)$/iu.test(name) ? data.split(',').map((one) => one.trim()) : [];
    for (const command of programs) if (command !== '' && !SYSTEM.test(command)) yield { name, command };
  } else if (kind !== 'start-section') yield { name, command: data };
  // The value without a name is the title of a section.
  else if (name !== '') yield { name, command: sectionCommand(data) };
}

/**
 * What a component of Active Setup starts when an account logs on for the first time.
 *
 * @see https://www.ftsc.com/blog/article-a-deep-dive-into-active-setup-part-2/
 */
function* stubCommand(values: PlacedKey['values']): Generator<NamedCommand> {
  const command = stringOf(values, 'stubpath');
  if (command !== undefined) yield { name: stringOf(values, '') ?? 'StubPath', command };
}

/**
 * A line of `RunOnceEx`: a command, or `library|function|arguments`, where the library may be missing before a command.
 *
 * @see https://learn.microsoft.com/troubleshoot/windows-server/user-profiles-and-logon/description-of-runonceex-registry-key
 */
function sectionCommand(data: string): string {
  const [library = '', , ...command] = data.split('|');
  return library.trim() === '' ? command.join('|') : library;
}

/** The starts that somebody switched off in the task manager: the first byte of their values is odd. */
export function noteApprovals(key: PlacedKey, switchedOff: Set<string>): void {
  const view = key.place.names.at(-1)?.toLowerCase() === 'run32' ? 'run32' : 'run';
  for (const [name, data] of key.values)
    if (data instanceof Uint8Array && ((data[0] ?? 0) & 1) === 1) switchedOff.add(`${view}\0${name}`);
}

/** `Run` of 32-bit programs has switches of its own. */
function viewOf(path: string): string {
  return /\\wow6432node\\/iu.test(path) ? 'run32' : 'run';
}

/** What variables of an account stand for in its profile. */
const OWN: readonly (readonly [RegExp, string])[] = [
  [/%userprofile%/giu, ''],
  [/%localappdata%/giu, '\\AppData\\Local'],
  [/%appdata%/giu, '\\AppData\\Roaming'],
  [/%(?:temp|tmp)%/giu, '\\AppData\\Local\\Temp'],
];

function inProfile(command: string, profile: string | undefined): string {
  if (profile === undefined) return command;
  return OWN.reduce((text, [variable, folder]) => text.replace(variable, () => profile + folder), command);
}
