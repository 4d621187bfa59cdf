// Finds the parts of the bundle where there are no files: inside the executable.
const { Script } = require('node:vm');
const { createRequire } = require('node:module');
const { pathToFileURL } = require('node:url');

/**
 * Gives what loads a part by its name. All share one scope for packages that the operator installed: the folder of
 * the executable.
 *
 * @param {(name: string) => Buffer} read
 * @param {(name: string) => Buffer | undefined} cacheOf what the runtime compiled of a part ahead
 * @param {(script: Script) => void} [made] is shown each part that was compiled
 */
exports.loaderOf = (read, cacheOf, made = () => undefined) => {
  const outside = createRequire(pathToFileURL(process.execPath));
  const loaded = new Map();
  const names = new Set(JSON.parse(read('parts.json').toString()));

  function load(path) {
    const name = path.slice(path.lastIndexOf('/') + 1);
    // What stands for the code of every scan in the parts that are loaded when they are needed.
    if (name === 'start.cjs') return { __esModule: true, default: load('hot.cjs') };
    const known = loaded.get(name);
    if (known) return known.exports;
    if (!names.has(name)) return outside(path);
    const module = { exports: {} };
    loaded.set(name, module);
    const code = read(name).toString();
    const script = new Script(`(function (exports, require, module, __filename, loadPart) {${code}\n})`, {
      filename: `interdict:${name}`,
      cachedData: cacheOf(name),
    });
    made(script, name);
    const loadPart = async (part) => load(part);
    script.runInThisContext()(module.exports, load, module, process.execPath, loadPart);
    return module.exports;
  }
  return load;
};
