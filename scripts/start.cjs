// Runs what every scan needs as one piece of code that was compiled when the package was built. Compiling it
// takes longer than a small scan; where the runtime is another one than at the build, it is compiled again.
const { readFileSync } = require('node:fs');
const { join } = require('node:path');
const { Script } = require('node:vm');

const file = join(__dirname, 'hot.cjs');
const source = `(function (exports, require, module, __filename, loadPart) {${readFileSync(file, 'utf8')}\n})`;
const script = new Script(source, {
  filename: file,
  cachedData: cacheIn(join(__dirname, 'hot.cache')),
});
// Code that was compiled ahead cannot import by itself.
script.runInThisContext()(exports, require, module, file, (part) => import(part));

function cacheIn(path) {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}
