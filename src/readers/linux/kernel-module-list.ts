import { errorCollector } from '../../formats/errors.ts';
import { quoted } from '../../formats/source-position.ts';
import { numberedLines } from '../../formats/text/lines.ts';
import type { Reader } from '../../types.ts';

/**
 * Kernel modules by name: those that are loaded (`/proc/modules`) and those to be loaded at start
 * (`modules-load.d`, and `etc/modules` before it).
 *
 * @see https://www.freedesktop.org/software/systemd/man/latest/modules-load.d.html
 */
export const kernelModuleList: Reader = {
  id: 'kernel-module-list',
  title: 'Kernel modules loaded or to be loaded',
  paths: [
    'proc/modules',
    'etc/modules',
    'etc/modules-load.d/*.conf',
    'usr/lib/modules-load.d/*.conf',
    'usr/local/lib/modules-load.d/*.conf',
  ],
  supplementary: true,
  *read(bytes, resolver) {
    const faults = errorCollector();
    const isKernels = resolver.path.endsWith('proc/modules');
    const seen = new Set<string>();
    for (const { text, number, ended } of numberedLines(bytes)) {
      const [module = ''] = text.trim().split(/[ \t]+/u);
      if (module === '' || module.startsWith('#') || module.startsWith(';')) continue;
      const name = module.replaceAll('-', '_');
      if (!MODULE.test(name)) faults.add(`line ${number}: no name of a module: ${quoted(text)}`);
      else if (!seen.has(name))
        yield {
          name,
          kind: 'trace',
          ids: [`kernel-module:${name}`],
          ...(isKernels ? { marks: ['running'] } : {}),
          line: number,
        };
      seen.add(name);
      // The kernel ends every line; people who write such files by hand do not.
      if (isKernels && !(ended && LOADED.test(text)))
        faults.add(`line ${number}: no loaded module: ${quoted(text)}`);
    }
    faults.throwIfAny();
  },
};

/** Name, size, uses, users, state and address. */
const LOADED = /^\S+ \d+ -?\d+ \S+ (?:Live|Loading|Unloading) 0x[0-9a-f]+(?: \([A-Z+-]+\))?$/u;
const MODULE = /^[A-Za-z0-9_.]+$/u;
