import type { Buffer } from 'node:buffer';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const { resolve } = createRequire(import.meta.url);
/** The command and not the module, because its types declare globals of their own. */
const COMPILER = resolve('assemblyscript/bin/asc.js');

/** The folders with a scanner in AssemblyScript. */
export const SCANNERS = ['src/formats/deb822/scanner', 'src/formats/markup/json-scanner'];

/** No garbage collector and no checks: a scanner allocates nothing. 8 pages are the memory that each describes. */
const OPTIONS = '-O3 --runtime stub --noAssert --enable simd --initialMemory 8 --noColors'.split(' ');

/** What `wasm-bytes.ts` of a folder has to say: its scanner, compiled. The same source gives the same bytes. */
export function wasmBytes(scanner: string): string {
  const code = compiled(`${scanner}/assembly/scanner.ts`).toString('base64');
  const lines = code.match(/.{1,100}/gu) ?? [];
  return `/** \`assembly/scanner.ts\`, compiled by \`npm run generate\`. */
// ${sourceOf(scanner)}
export const WASM_BYTES =
${lines.map((line) => `  '${line}'`).join(' +\n')};
`;
}

/** Whether a folder has its scanner compiled from the source as it is now, by the same compiler with the same options. */
export function isCompiled(scanner: string): boolean {
  return readFileSync(`${scanner}/wasm-bytes.ts`, 'utf8').includes(`// ${sourceOf(scanner)}\n`);
}

/** The digest of all that decides the bytes. */
function sourceOf(scanner: string): string {
  const folder = `${scanner}/assembly`;
  const files = readdirSync(folder).sort();
  const { version } = JSON.parse(readFileSync(resolve('assemblyscript/package.json'), 'utf8')) as {
    version: string;
  };
  const parts = [
    version,
    ...OPTIONS,
    ...files.flatMap((name) => [name, readFileSync(join(folder, name), 'utf8')]),
  ];
  return `source: sha256:${createHash('sha256').update(JSON.stringify(parts)).digest('hex')}`;
}

function compiled(source: string): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'interdict-scanner-'));
  try {
    const output = join(folder, 'scanner.wasm');
    const { stderr } = spawnSync(process.execPath, [COMPILER, source, '-o', output, ...OPTIONS]);
    // A warning is a mistake too: of a cast between sizes of numbers, mostly.
    if (stderr.length > 0) throw new Error(stderr.toString());
    return readFileSync(output);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
