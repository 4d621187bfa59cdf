import type { Buffer } from 'node:buffer';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The command and not the module, because its types declare globals of their own. */
const COMPILER = createRequire(import.meta.url).resolve('assemblyscript/bin/asc.js');
const SOURCE = 'src/formats/deb822/scanner/assembly/scanner.ts';

/** No garbage collector and no checks: the scanner allocates nothing. 8 pages are the memory that it describes. */
const OPTIONS = '-O3 --runtime stub --noAssert --enable simd --initialMemory 8 --noColors'.split(' ');

/** What `wasm-bytes.ts` has to say: the scanner, compiled from AssemblyScript. The same source gives the same bytes. */
export function wasmBytes(): string {
  const code = compiled().toString('base64');
  const lines = code.match(/.{1,100}/gu) ?? [];
  return `/** \`assembly/scanner.ts\`, compiled by \`npm run generate\`. */
export const WASM_BYTES =
${lines.map((line) => `  '${line}'`).join(' +\n')};
`;
}

function compiled(): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'interdict-scanner-'));
  try {
    const output = join(folder, 'scanner.wasm');
    const { stderr } = spawnSync(process.execPath, [COMPILER, SOURCE, '-o', output, ...OPTIONS]);
    // A warning is a mistake too: of a cast between sizes of numbers, mostly.
    if (stderr.length > 0) throw new Error(stderr.toString());
    return readFileSync(output);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
