import { text } from '../../formats/text/decode.ts';
import type { FileResolver } from '../../types.ts';
import { isHost, isTool, namedCommand, startedFile, wordsOf } from '../program-host.ts';

/** What the files of a unit show beside its name. */
export interface UnitFile {
  readonly executable?: string;
  readonly isEnabled: boolean;
}

/** Where systemd looks for units of the machine, and for those of its users; the first one wins. */
const SYSTEM = [
  'etc/systemd/system',
  'etc/systemd/system.attached',
  'run/systemd/system',
  'usr/local/lib/systemd/system',
  'usr/lib/systemd/system',
  'lib/systemd/system',
];
const USER = ['etc/systemd/user', 'run/systemd/user', 'usr/local/lib/systemd/user', 'usr/lib/systemd/user'];
/** Folders of units that a user keeps. */
const OWN = /^(?:home\/[^/]+|root)\/(?:\.config|\.local\/share)\/systemd\/user(?=\/)/u;
/** Real units have a few hundred bytes. */
const MAX_LENGTH = 64 * 1024;
const MAX_DROP_INS = 100;

/**
 * Reads a unit with its drop-ins: what it starts in the end, and whether something that starts wants it. A timer or
 * socket starts the service of its name, or the one that it names.
 *
 * @param content of the file at `resolver.path`
 * @see https://www.freedesktop.org/software/systemd/man/latest/systemd.unit.html
 */
export function unitFile(resolver: FileResolver, content: Uint8Array): UnitFile {
  const { path } = resolver;
  const unit = path.slice(path.lastIndexOf('/') + 1);
  const folders = foldersOf(path);
  const executable = unit.endsWith('.service')
    ? commandOf(resolver, folders, unit, content)
    : commandOfService(resolver, folders, unit, content);
  // What lies in a folder of its own is linked from there; only packages bring links beside the unit.
  const places = isPackagedUnit(path) ? folders : folders.slice(0, 1);
  return { ...(executable === undefined ? {} : { executable }), isEnabled: isWanted(resolver, places, unit) };
}

/** What a service starts by its own file alone, which is cheap and mostly all. */
export function unitCommand(content: Uint8Array): string | undefined {
  return commandIn([content]);
}

/** Whether a unit lies where packages bring theirs. */
export function isPackagedUnit(path: string): boolean {
  return /^(?:usr\/)?lib\//u.test(path);
}

/** The folders that overrule each other for a unit that lies in one of them. */
function foldersOf(path: string): readonly string[] {
  const own = OWN.exec(path)?.[0];
  if (own !== undefined) return [own, ...USER];
  return path.includes('/user/') ? USER : SYSTEM;
}

function commandOf(
  resolver: FileResolver,
  folders: readonly string[],
  unit: string,
  content: Uint8Array,
): string | undefined {
  return commandIn([content, ...dropIns(resolver, folders, unit)], resolver);
}

/** @param resolver where files can be looked up, which a command without a folder asks for */
function commandIn(files: readonly Uint8Array[], resolver?: FileResolver): string | undefined {
  const texts = files.map(textOf);
  let host: string | undefined;
  for (const key of COMMANDS) {
    const values = texts.flatMap((one) => valuesOf(one, key));
    const file = fileOf(values, resolver);
    if (file !== undefined && !isHost(file)) return file;
    // What nobody can read may be the program, whatever stands beside it.
    if (file === undefined && values.length > 0) break;
    host ??= file;
  }
  return host;
}

/** A unit may start its program before or after a command that only keeps it active, as `true` does. */
const COMMANDS = ['ExecStart', 'ExecStartPost', 'ExecStartPre'];

function fileOf(values: readonly string[], resolver: FileResolver | undefined): string | undefined {
  // An empty value takes back what stood before.
  const commands = values.slice(values.lastIndexOf('') + 1);
  for (const command of commands.flatMap((one) => one.split(/\s;\s/u))) {
    const words = wordsOf(command.trim().replace(/^[-@:+!|]+/u, ''));
    if (isTool(words[0] ?? '')) continue;
    const file = startedFile(words) ?? (resolver && namedCommand(words[0], resolver));
    if (file !== undefined && !/[$%]/u.test(file)) return file;
  }
  return undefined;
}

function commandOfService(
  resolver: FileResolver,
  folders: readonly string[],
  unit: string,
  content: Uint8Array,
): string | undefined {
  const reported = valuesOf(textOf(content), unit.endsWith('.timer') ? 'Unit' : 'Service').at(-1);
  const service =
    reported ||
    unit.replace(/(?:@[^@]*)?\.[a-z]+$/u, (end) => (end.startsWith('@') ? '@.service' : '.service'));
  const place = folders.find((folder) => resolver.exists(`/${folder}/${service}`));
  const bytes = place === undefined ? undefined : resolver.read(`/${place}/${service}`);
  return bytes && commandOf(resolver, folders, service, bytes);
}

/** What administrators and other packages lay over a unit, in the order of their names. */
function dropIns(resolver: FileResolver, folders: readonly string[], unit: string): Uint8Array[] {
  const found = new Map<string, string>();
  const names = namesOf(unit);
  for (const folder of [...folders].reverse()) {
    for (const name of names) {
      const inside = `/${folder}/${name}.d`;
      for (const file of resolver.list(inside))
        if (file.endsWith('.conf')) found.set(file, `${inside}/${file}`);
    }
  }
  const paths = [...found].sort(([a], [b]) => (a < b ? -1 : 1)).slice(0, MAX_DROP_INS);
  return paths.flatMap(([, path]) => resolver.read(path) ?? []);
}

/** What a drop-in for a unit is laid over: all units of its type, those whose names begin alike, its template, itself. */
function namesOf(unit: string): ReadonlySet<string> {
  const type = unit.slice(unit.lastIndexOf('.') + 1);
  const dashes = [...unit.matchAll(/-/gu)].map(({ index }) => `${unit.slice(0, index + 1)}.${type}`);
  return new Set([type, ...dashes, unit.replace(/@[^@]*(?=\.[a-z]+$)/u, '@'), unit]);
}

/** Links that `systemctl enable` makes, and those that packages bring for the usual targets. */
function isWanted(resolver: FileResolver, folders: readonly string[], unit: string): boolean {
  const template = /^(?<name>[^@]+@)(?<end>\.[a-z]+)$/u.exec(unit)?.groups;
  const isUnit = (name: string) =>
    name === unit ||
    (template !== undefined &&
      name.startsWith(template['name'] ?? '') &&
      name.endsWith(template['end'] ?? ''));
  const [own = '', ...others] = folders;
  const linked = resolver.list(`/${own}`).filter((name) => WANTS.test(name));
  if (linked.some((name) => resolver.list(`/${own}/${name}`).some(isUnit))) return true;
  return others.some((folder) =>
    TARGETS.some((target) => resolver.exists(`/${folder}/${target}.target.wants/${unit}`)),
  );
}

const WANTS = /\.(?:wants|requires|upholds)$/u;
/** What a machine reaches when it starts, and a user who logs in. */
const TARGETS = ['multi-user', 'graphical', 'default', 'sockets', 'timers', 'basic', 'sysinit'];

function textOf(bytes: Uint8Array): string {
  return text(bytes.subarray(0, MAX_LENGTH)).replace(/\\\r?\n(?:[ \t]*[#;].*\r?\n)*/gu, ' ');
}

function valuesOf(content: string, key: string): string[] {
  const line = new RegExp(`^[ \\t]*${key}[ \\t]*=[ \\t]*(?<value>.*?)[ \\t]*\\r?$`, 'gmu');
  return [...content.matchAll(line)].map(({ groups }) => groups?.['value'] ?? '');
}
