// Types for those who use the library, and no others.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';

const RELATIVE = /(?:from|import\()\s*['"](?<path>\.[^'"]+)\.ts['"]/gu;

/**
 * Writes declarations, of which the compiler makes one for each file of the source, and drops those that the faces of
 * the library do not lead to.
 *
 * @returns the exit status of the compiler
 */
export function writeDeclarations(folder: string): number {
  const { status } = spawnSync(
    process.execPath,
    ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json', '--outDir', folder],
    { stdio: 'inherit' },
  );
  const needed = new Set<string>();
  const need = (path: string): void => {
    if (needed.has(path) || !existsSync(path)) return;
    needed.add(path);
    for (const { groups } of readFileSync(path, 'utf8').matchAll(RELATIVE))
      need(join(dirname(path), `${groups?.['path']}.d.ts`));
  };
  for (const face of ['index.d.ts', 'testing/index.d.ts']) need(join(folder, face));
  drop(folder, needed);
  return status ?? 1;
}

function drop(folder: string, needed: ReadonlySet<string>): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) drop(path, needed);
    else if (!needed.has(path)) rmSync(path);
  }
  if (readdirSync(folder).length === 0) rmSync(folder, { recursive: true });
}
