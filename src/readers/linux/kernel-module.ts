import type { Reader } from '../../types.ts';

/**
 * Kernel modules that do not come with the kernel, by the names of their files. Whatever stands under
 * `kernel/` belongs to the kernel's own package.
 *
 * @see https://man7.org/linux/man-pages/man5/depmod.d.5.html
 */
export const kernelModule: Reader = {
  id: 'kernel-module',
  title: 'Kernel modules from outside the kernel',
  paths: ['lib', 'usr/lib'].flatMap((lib) =>
    ['extra', 'updates', 'misc', 'weak-updates', 'addon'].map(
      (place) => `${lib}/modules/*/${place}/**/*.ko*`,
    ),
  ),
  pathOnly: true,
  supplementary: true,
  *read(_, resolver) {
    const { module } = FILE.exec(resolver.path)?.groups ?? {};
    if (module === undefined) return;
    const name = module.replaceAll('-', '_');
    yield { name, kind: 'trace', ids: [`kernel-module:${name}`] };
  },
};

/** Hyphens and underscores are the same in the name of a module; the kernel shows underscores. */
const FILE = /(?:^|\/)(?<module>[A-Za-z0-9_][A-Za-z0-9._-]*?)\.ko(?:\.(?:gz|xz|zst))?$/u;
