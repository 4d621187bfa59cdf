import type { Reader } from '../../types.ts';

/**
 * Services of systems without systemd by the names of their scripts: System V and OpenRC under `init.d`,
 * Upstart under `etc/init`.
 *
 * @see https://refspecs.linuxfoundation.org/LSB_5.0.0/LSB-Core-generic/LSB-Core-generic/tocsysinit.html
 */
export const initScript: Reader = {
  id: 'init-script',
  title: 'Init scripts',
  paths: ['etc/init.d/*', 'etc/rc.d/init.d/*', 'etc/init/*.conf'],
  pathOnly: true,
  supplementary: true,
  *read(_, resolver) {
    const file = resolver.path.slice(resolver.path.lastIndexOf('/') + 1);
    const name = file.replace(/\.conf$/u, '');
    if (SCRIPT.test(name) && !OTHERS.has(name) && !COPY.test(name)) {
      yield { name, kind: 'trace', ids: [`init:${name}`] };
    }
  },
};

const SCRIPT = /^[A-Za-z0-9][A-Za-z0-9._@+-]*$/u;
/** What lies in these folders and is no service. */
const OTHERS = new Set(['README', 'functions', 'functions.sh', 'skeleton', 'rc', 'rcS']);
/** Copies that package managers leave beside a changed file. */
const COPY = /\.(?:dpkg-[a-z]+|rpm(?:new|save|orig)|ucf-[a-z]+|bak|old)$/u;
