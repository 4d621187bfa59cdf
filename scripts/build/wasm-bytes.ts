import { readFileSync } from 'node:fs';
import wabt from 'wabt';

const FOLDER = 'src/formats/deb822/scanner';

/** What `wasm-bytes.ts` has to say: the scanner's WebAssembly text, assembled. */
export async function wasmBytes(): Promise<string> {
  const { parseWat } = await wabt();
  const text = readFileSync(`${FOLDER}/scanner.wat`, 'utf8');
  const module = parseWat('scanner.wat', text, { simd: true, bulk_memory: true });
  module.validate();
  const code = Buffer.from(module.toBinary({}).buffer).toString('base64');
  const lines = code.match(/.{1,100}/gu) ?? [];
  return `/** \`scanner.wat\`, assembled by \`npm run generate\`. */
export const WASM_BYTES =
${lines.map((line) => `  '${line}'`).join(' +\n')};
`;
}
