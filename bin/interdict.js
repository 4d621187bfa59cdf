#!/usr/bin/env node
// Runs what every scan needs as one piece of code that was compiled when the package was built. Compiling it takes
// longer than a small scan; where the runtime is another one than at the build, it is compiled again.
const { readFileSync } = require('node:fs');
const { join } = require('node:path');
const { Script } = require('node:vm');

const parts = join(__dirname, '..', 'dist', 'parts');
const file = join(parts, 'hot.cjs');
const source = `(function (exports, require, module, __filename, loadPart) {${readFileSync(file, 'utf8')}\n})`;
const script = new Script(source, { filename: file, cachedData: cacheIn(join(parts, 'hot.cache')) });
script.runInThisContext()(exports, require, module, file, loadPart);

// The other parts of the package ask for this file too, for what they share with a scan.
if (require.main === module) module.exports.run();

/** Code that was compiled ahead cannot import by itself. */
function loadPart(part) {
  return import(part.startsWith('.') ? `../dist/parts/${part}` : part);
}

function cacheIn(path) {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}
