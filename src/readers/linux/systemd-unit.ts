import { quoted } from '../../formats/source-position.ts';
import type { FileResolver, Reader } from '../../types.ts';
import { isPackagedUnit, type UnitFile, unitCommand, unitFile } from './unit-file.ts';

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
    // What `portablectl` attaches.
    `etc/systemd/system.attached/*.${kind}`,
    `lib/systemd/system/*.${kind}`,
    `usr/lib/systemd/system/*.${kind}`,
    `usr/local/lib/systemd/system/*.${kind}`,
    `etc/systemd/user/*.${kind}`,
    `usr/lib/systemd/user/*.${kind}`,
    `home/*/{.config,.local/share}/systemd/user/*.${kind}`,
    `root/{.config,.local/share}/systemd/user/*.${kind}`,
  ]),
  siblings: [
    'etc/systemd/{system,system.attached,user}/*.d/*.conf',
    '{usr/,}lib/systemd/{system,user}/*.d/*.conf',
  ],
  pathOnly: true,
  supplementary: true,
  *read(_, resolver) {
    const unit = resolver.path.slice(resolver.path.lastIndexOf('/') + 1);
    if (!UNIT.test(unit)) throw new SyntaxError(`no name of a unit: ${quoted(unit)}`);
    const isPackaged = isPackagedUnit(resolver.path);
    // On a disk each of hundreds costs a look, so what matters of those is read when it is known which they are.
    const isBrief = resolver.readRange !== undefined;
    const content = isBrief && isPackaged ? undefined : contentOf(resolver);
    if (content?.length === 0 && !isPackaged) return;
    const { executable, isEnabled } = detailsOf(resolver, content, isBrief);
    yield {
      name: unit,
      kind: 'trace',
      ids: [`systemd:${unit}`],
      ...(isEnabled ? { marks: ['enabled'] } : {}),
      ...(executable ? { executable } : {}),
    };
  },
};

function detailsOf(resolver: FileResolver, content: Uint8Array | undefined, isBrief: boolean): UnitFile {
  if (content === undefined) return { isEnabled: false };
  if (!isBrief) return unitFile(resolver, content);
  const executable = unitCommand(content);
  return { ...(executable === undefined ? {} : { executable }), isEnabled: false };
}

const UNIT = /^[A-Za-z0-9:_.\\@-]+\.(?:service|timer|socket)$/u;
/** Undefined for a link that leads nowhere: it is no mask, and shows that a unit was there. */
function contentOf(resolver: FileResolver): Uint8Array | undefined {
  const path = `/${resolver.path}`;
  return resolver.exists(path) ? (resolver.read(path) ?? new Uint8Array()) : undefined;
}
