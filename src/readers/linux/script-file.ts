import { text } from '../../formats/text/decode.ts';
import type { FileResolver } from '../../types.ts';
import { startedFile, wordsOf } from '../program-host.ts';
import type { UnitFile } from './unit-file.ts';

/** The name of the service that an init script is. */
export function scriptName(path: string): string {
  const runit = /^etc\/(?:sv|service)\/(?<service>[^/]+)\/run$/u.exec(path)?.groups?.['service'];
  return runit ?? path.slice(path.lastIndexOf('/') + 1).replace(/\.conf$/u, '');
}

/** What the file of an init script shows beside its name: what it starts, and whether it runs by itself. */
export function scriptFile(resolver: FileResolver, content: Uint8Array | undefined): UnitFile {
  const executable = executableOf(content);
  const isEnabled = isStarted(resolver, scriptName(resolver.path));
  return { ...(executable === undefined ? {} : { executable }), isEnabled };
}

/** What scripts of all these systems call the file that they start. */
const COMMAND =
  /^[ \t]*(?:export[ \t]+)?(?:DAEMON|daemon|EXEC|exec|PROG|BIN|BINARY|command|DAEMON_PATH|exec_start)(?:=[ \t]*|[ \t]+)(?<rest>["']?\/.*)$/mu;
/** How they start one that has no name: by `start-stop-daemon`, or by `daemon` behind its options. */
const STARTED =
  /^[ \t]*(?:start-stop-daemon\b.*?[ \t](?:--exec|-x|--startas|-a)[ =]|daemon\b.*?[ \t])(?<rest>\/(?!(?:var\/)?(?:run|lock)\/).*)$/mu;
const ASSIGNMENT =
  /^[ \t]*(?:export[ \t]+)?(?<name>[A-Za-z_]\w*)=["']?(?<value>\/[^"'\s;$`]*)["']?[ \t]*$/gmu;
const MAX_LENGTH = 64 * 1024;

function executableOf(bytes: Uint8Array | undefined): string | undefined {
  const script = withVariables(bytes ? text(bytes.subarray(0, MAX_LENGTH)) : '');
  const rest = (COMMAND.exec(script) ?? STARTED.exec(script))?.groups?.['rest'];
  const file = rest === undefined ? undefined : startedFile(wordsOf(rest));
  return file !== undefined && /^[^$`*]+$/u.test(file) ? file : undefined;
}

/** The script with what its variables stand for, where they are set to a path. */
export function withVariables(script: string): string {
  const values = new Map<string, string>();
  for (const { groups } of script.matchAll(ASSIGNMENT))
    values.set(groups?.['name'] ?? '', groups?.['value'] ?? '');
  if (values.size === 0) return script;
  return script.replace(
    /\$(?:\{(?<braced>\w+)\}|(?<bare>\w+))/gu,
    (all, braced?: string, bare?: string) => values.get(braced ?? bare ?? '') ?? all,
  );
}

/** Links of the levels in which a machine runs, and of OpenRC. */
function isStarted(resolver: FileResolver, name: string): boolean {
  const levels = ['rc2.d', 'rc3.d', 'rc5.d', 'rc.d/rc3.d', 'rc.d/rc5.d'];
  const isLink = new RegExp(`^S\\d\\d${name.replace(/[.+]/gu, '\\$&')}$`, 'u');
  return (
    levels.some((level) => resolver.list(`/etc/${level}`).some((link) => isLink.test(link))) ||
    ['default', 'boot', 'sysinit'].some((level) => resolver.exists(`/etc/runlevels/${level}/${name}`))
  );
}
