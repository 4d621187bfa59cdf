import type { GoBuildInfo } from '../../formats/executable/go-build-info.ts';
import type { Program } from '../../types.ts';

/** A later major version of a module, which stands after the name of its command. */
const MAJOR = /^v\d+$/u;
/** What a program is called that was built from files instead of a module. */
const NO_MODULE = 'command-line-arguments';

/** What the build information of Go says of a program: the name of its command, its module and package, the version. */
export function goProgram(
  go: GoBuildInfo | undefined,
): Partial<Program> & { readonly ids: readonly string[] } {
  const { path, module, version } = go ?? {};
  const paths = [module, path].filter((it) => it !== undefined && it !== NO_MODULE);
  const words = path === undefined || path === NO_MODULE ? [] : path.split('/');
  const name = words.findLast((word, index) => index === 0 || !MAJOR.test(word));
  return {
    ...(version ? { version } : {}),
    ...(name ? { name } : {}),
    ids: [...new Set(paths.map((it) => `golang:${it}`))],
  };
}
