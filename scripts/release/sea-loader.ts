/** Finds the parts of the bundle where there are no files: inside the executable. */
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Script } from 'node:vm';

/** Gives what a part exports, by its path or its name. */
export type Load = (path: string) => unknown;

type Wrapped = (exports: unknown, load: Load, module: Module, file: string, loadPart: Load) => void;

interface Module {
  exports: unknown;
}

/**
 * Gives what loads a part by its name. All share one scope for packages that the operator installed: the folder of
 * the executable.
 *
 * @param cacheOf what the runtime compiled of a part ahead
 * @param made is shown each part that was compiled
 */
export function loaderOf(
  read: (name: string) => Buffer,
  cacheOf: (name: string) => Buffer | undefined,
  made: (script: Script, name: string) => void = () => undefined,
): Load {
  const outside = createRequire(pathToFileURL(process.execPath));
  const loaded = new Map<string, Module>();
  const names = new Set(JSON.parse(read('parts.json').toString()) as string[]);

  /** Parts ask for each other without waiting, and so they do for a plugin. */
  function plugin(path: string): unknown {
    try {
      return outside(path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ERR_REQUIRE_ASYNC_MODULE') throw error;
      const why = 'the executable cannot load a plugin with await at its top level; the npm package can';
      throw new Error(`${path}: ${why}`, { cause: error });
    }
  }

  function load(path: string): unknown {
    const name = path.slice(path.lastIndexOf('/') + 1);
    // What stands for the code of every scan in the parts that are loaded when they are needed.
    if (name === 'start.cjs') return { __esModule: true, default: load('hot.cjs') };
    const known = loaded.get(name);
    if (known) return known.exports;
    if (path.startsWith('file:')) return plugin(fileURLToPath(path));
    if (!names.has(name)) return outside(path);
    const module: Module = { exports: {} };
    loaded.set(name, module);
    const code = read(name).toString();
    const script = new Script(`(function (exports, require, module, __filename, loadPart) {${code}\n})`, {
      filename: `interdict:${name}`,
      cachedData: cacheOf(name),
    });
    made(script, name);
    const wrapped = script.runInThisContext() as Wrapped;
    wrapped(module.exports, load, module, process.execPath, async (part) => load(part));
    return module.exports;
  }
  return load;
}
