import { quoted } from '../../formats/source-position.ts';
import { memoiseHead } from '../../formats/text/memoise-head.ts';
import type { FileResolver, Reader } from '../../types.ts';

/**
 * Units of systemd by their file names: a service, timer or socket stays when files are copied by hand or
 * a removal was not clean. Links in `*.wants` say that it starts by itself.
 *
 * A unit that is masked (a link to `/dev/null`, or an empty file) describes nothing that is there:
 * administrators mask names in advance.
 *
 * @see https://www.freedesktop.org/software/systemd/man/latest/systemd.unit.html
 */
export const systemdUnit: Reader = {
  id: 'systemd-unit',
  title: 'Units of systemd',
  paths: ['service', 'timer', 'socket'].flatMap((kind) => [
    `etc/systemd/system/*.${kind}`,
    `lib/systemd/system/*.${kind}`,
    `usr/lib/systemd/system/*.${kind}`,
    `usr/local/lib/systemd/system/*.${kind}`,
    `home/*/.config/systemd/user/*.${kind}`,
    `root/.config/systemd/user/*.${kind}`,
  ]),
  pathOnly: true,
  supplementary: true,
  *read(_, resolver) {
    const unit = resolver.path.slice(resolver.path.lastIndexOf('/') + 1);
    if (!UNIT.test(unit)) throw new SyntaxError(`no name of a unit: ${quoted(unit)}`);
    const content = MASKABLE.test(resolver.path) ? contentOf(resolver) : undefined;
    if (content?.length === 0) return;
    const executable = content && executableOf(content);
    yield {
      name: unit,
      kind: 'trace',
      ids: [`systemd:${unit}`],
      ...(isWanted(resolver, unit) ? { marks: ['enabled'] } : {}),
      ...(executable ? { executable } : {}),
    };
  },
};

/** Whether something that starts wants the unit: `systemctl enable` makes such links. */
function isWanted(resolver: FileResolver, unit: string): boolean {
  const folder = UNITS.exec(resolver.path)?.[0];
  if (folder === undefined) return false;
  const wants = resolver.list(`/${folder}`).filter((name) => /\.(?:wants|requires)$/u.test(name));
  return wants.some((name) => resolver.list(`/${folder}/${name}`).includes(unit));
}

/** Only these folders are for the administrator, and small. */
const UNITS = /^(?:etc\/systemd\/system|(?:home\/[^/]+|root)\/\.config\/systemd\/user)(?=\/)/u;

const UNIT = /^[A-Za-z0-9:_.\\@-]+\.(?:service|timer|socket)$/u;
/** Packages bring their units under lib; only these folders are for the administrator. */
const MASKABLE = /^(?:etc|home|root)\//u;

/** Undefined for a link that leads nowhere: it is no mask, and shows that a unit was there. */
function contentOf(resolver: FileResolver): Uint8Array | undefined {
  const path = `/${resolver.path}`;
  return resolver.exists(path) ? (resolver.read(path) ?? new Uint8Array()) : undefined;
}

/** What the service starts, without the signs that systemd takes before a path. */
function executableOf(content: Uint8Array): string | undefined {
  const text = memoiseHead(content.subarray(0, MOST));
  return EXEC.exec(text)?.groups?.['path'];
}

/** Real units have a few hundred bytes. */
const MOST = 64 * 1024;
const EXEC = /^[ \t]*ExecStart[ \t]*=[ \t]*[-@:+!|]*"?(?<path>\/[^\s"]+)/mu;
