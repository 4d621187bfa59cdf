// The licenses of all that is inside an executable, which have to go with it.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { foldersIn } from './sbom.ts';

/**
 * One text with the licenses of the bundled packages, ours and that of Node.
 *
 * @param inputs of esbuild's metafile
 * @param runtime the folder of a package of Node
 */
export function licenses(inputs: Readonly<Record<string, unknown>>, runtime: string): string {
  const own = ['interdict', readFileSync('LICENSE', 'utf8')] as const;
  const node = ['Node.js', readFileSync(join(runtime, 'LICENSE'), 'utf8')] as const;
  const others = foldersIn(inputs).map(({ folder, name, license }) => {
    const file = readdirSync(folder).find((each) => /^licen[cs]e/iu.test(each));
    // Some packages name theirs and enclose no text of it.
    const text = file === undefined ? `License: ${license}\n` : readFileSync(join(folder, file), 'utf8');
    return [name, text] as const;
  });
  return [own, ...others, node]
    .map(([name, text]) => `${name}\n${'='.repeat(name.length)}\n\n${text.trimEnd()}\n`)
    .join('\n\n');
}
