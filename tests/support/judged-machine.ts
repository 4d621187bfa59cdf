/** Machines in folders that are made, scanned and evaluated against the built-in bans of other vendors. */
import { mkdirSync, mkdtempSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathFingerprints } from '../../src/catalogue/index.ts';
import { createEvaluator, verdictOf } from '../../src/evaluate/index.ts';
import { scan } from '../../src/scan/index.ts';
import { folderSource } from '../../src/sources/folder.ts';
import { writeAged } from './aged-file.ts';
import { bansOfOthers, builtInCatalogue, vendors } from './built-in.ts';
import { removeFolders } from './remove-folders.ts';
import { type SmallHive, writeHive } from './small-hive.ts';

const evaluator = await createEvaluator(builtInCatalogue('2026-11-24'), bansOfOthers);
const fingerprints = pathFingerprints({ vendors, bans: bansOfOthers });
const made: string[] = [];

/** Takes away every machine of this test file. */
export function tidyMachines(): Promise<void> {
  return removeFolders(made.splice(0));
}

/** Content that begins so is the target of a link. */
export const LINK = '-> ';

/** Files by path: text in Latin-1, `-> target`, bytes, or a hive. */
export type MachineFiles = Readonly<Record<string, string | Uint8Array | SmallHive>>;

/** What is said of a machine. */
export async function judgedMachine(files: MachineFiles) {
  const root = mkdtempSync(join(tmpdir(), 'interdict-machine-'));
  made.push(root);
  for (const [name, content] of Object.entries(files)) put(root, name, content);
  const result = await scan(folderSource(root), { fingerprints });
  const { findings, gaps } = evaluator.evaluate({ name: result.name }, result.sightings);
  return {
    verdict: verdictOf([{ findings, gaps: [...result.gaps, ...gaps] }]),
    findings,
    sightings: result.sightings,
    told: [...result.gaps, ...gaps].map(({ path, reason }) => `${path}: ${reason}`),
  };
}

function put(root: string, name: string, content: MachineFiles[string]): void {
  const path = join(root, name);
  mkdirSync(name.endsWith('/') ? path : dirname(path), { recursive: true });
  if (name.endsWith('/')) return;
  if (typeof content === 'string' && content.startsWith(LINK)) symlinkSync(content.slice(LINK.length), path);
  else if (typeof content === 'string') writeAged(path, content, { encoding: 'latin1', mode: 0o755 });
  else if (content instanceof Uint8Array) writeAged(path, content, { mode: 0o755 });
  else writeHive(root, name, content);
}
