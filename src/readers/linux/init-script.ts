import type { Reader } from '../../types.ts';
import { scriptFile, scriptName } from './script-file.ts';

/**
 * Services of systems without systemd by the names of their scripts: System V and OpenRC under `init.d`,
 * Upstart under `etc/init`, runit under `etc/sv`.
 *
 * @see https://refspecs.linuxfoundation.org/LSB_5.0.0/LSB-Core-generic/LSB-Core-generic/tocsysinit.html
 */
export const initScript: Reader = {
  id: 'init-script',
  title: 'Init scripts',
  paths: ['etc/init.d/*', 'etc/rc.d/init.d/*', 'etc/init/*.conf', 'etc/sv/*/run', 'etc/service/*/run'],
  siblings: ['etc/rc{2,3,5}.d/*', 'etc/rc.d/rc{3,5}.d/*', 'etc/runlevels/*/*'],
  pathOnly: true,
  supplementary: true,
  *read(_, resolver) {
    const name = scriptName(resolver.path);
    if (!SCRIPT.test(name) || OTHERS.has(name) || COPY.test(name)) return;
    // On a disk each costs a look, so what matters of them is read when it is known which they are.
    const details =
      resolver.readRange === undefined ? scriptFile(resolver, resolver.read(`/${resolver.path}`)) : undefined;
    yield {
      name,
      kind: 'trace',
      ids: [`init:${name}`],
      ...(details?.executable === undefined ? {} : { executable: details.executable }),
      ...(details?.isEnabled ? { marks: ['enabled'] } : {}),
    };
  },
};

const SCRIPT = /^[A-Za-z0-9][A-Za-z0-9._@+-]*$/u;
/** What lies in these folders and is no service. */
const OTHERS = new Set(['README', 'functions', 'functions.sh', 'skeleton', 'rc', 'rcS']);
/** Copies that package managers leave beside a changed file. */
const COPY = /\.(?:dpkg-[a-z]+|rpm(?:new|save|orig)|ucf-[a-z]+|bak|old)$/u;
