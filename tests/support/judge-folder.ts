import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathFingerprints } from '../../src/catalogue/index.ts';
import { createEvaluator, verdictOf } from '../../src/evaluate/index.ts';
import { scan } from '../../src/scan/index.ts';
import { folderSource } from '../../src/sources/folder.ts';
import { bansOfOthers, builtInCatalogue, vendors } from './built-in.ts';

/** What makes a file of {@link writeFiles} a link: the target follows. */
export const LINK = '-> ';

/** Writes files with their contents below a folder; a name that ends with a slash is a folder. All are executable. */
export function writeFiles(root: string, files: Readonly<Record<string, string>>): void {
  for (const [name, content] of Object.entries(files)) {
    const path = join(root, name);
    mkdirSync(name.endsWith('/') ? path : dirname(path), { recursive: true });
    if (name.endsWith('/')) continue;
    if (content.startsWith(LINK)) symlinkSync(content.slice(LINK.length), path);
    else writeFileSync(path, content, { encoding: 'latin1', mode: 0o755 });
  }
}

const evaluator = await createEvaluator(builtInCatalogue('2026-11-24'), bansOfOthers);
const fingerprints = pathFingerprints({ vendors, bans: bansOfOthers });

/** What the bans of vendors say of a folder. */
export async function judgeFolder(root: string) {
  const { sightings, os, name, gaps: unread } = await scan(folderSource(root), { fingerprints });
  const { findings, gaps } = evaluator.evaluate({ name, ...(os ? { os } : {}) }, sightings);
  return { findings, gaps, unread, verdict: verdictOf([{ findings, gaps }]) };
}
