/**
 * The inventory of an rpm database beside `rpm -qa`, in the same run. The bar: twice the time for 1,000 headers
 * or more. These are 2,000, as a workstation has, made by rpmbuild with 300 files each: 64 KB of database a
 * package, which is what distributions come to.
 */
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rpmDatabase } from '../src/readers/linux/rpm-database.ts';
import { buildRpms, installRpms, missingTools, queryRpms } from '../tests/support/rpm-harness.ts';
import { diskTree, readAll } from '../tests/support/rpm-reading.ts';
import { inTurn, report } from './measure.ts';

const PACKAGES = 2000;
const missing = missingTools('rpm', 'rpmbuild');
if (missing.length > 0) console.log(`skipped without ${missing.join(', ')} (Debian: rpm)`);
else measure();

function measure(): void {
  const folder = mkdtempSync(join(tmpdir(), 'interdict-bench-rpm-'));
  try {
    const recipes = Array.from({ length: PACKAGES }, (_, index) => ({
      name: `birch-${index}`,
      version: `1.${index}`,
      files: 300,
    }));
    const root = join(folder, 'root');
    const file = installRpms(root, buildRpms(join(folder, 'build'), 'Example AV GmbH', recipes));
    report(
      'headers, by rpm',
      `${queryRpms(root, '%{NAME}\\n').length}, ${(statSync(file).size / 1e6).toFixed(1)} MB`,
    );
    compare(root, file);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function compare(root: string, file: string): void {
  const theirs = ['rpm', '--root', root, '--dbpath', '/var/lib/rpm', '-qa'];
  const ours = [process.execPath, 'bin/interdict.js', 'inventory', root];
  const [inventory, list] = inTurn(ours, theirs, 15);
  const [json, again] = inTurn([...ours, '-o', 'json'], theirs, 7);
  report('rpm -qa, median', `${list.median.toFixed(1)} ms`);
  report('interdict inventory, median', `${inventory.median.toFixed(1)} ms`);
  report('ratio', (inventory.median / list.median).toFixed(2));
  report('ratio with -o json, which takes digests of files', (json.median / again.median).toFixed(2));
  report('peak memory', `${inventory.peak.toFixed(0)} MB`);
  report(
    'the reader alone, best of 9',
    `${Math.min(...Array.from({ length: 9 }, () => readTime(file))).toFixed(1)} ms`,
  );
}

function readTime(file: string): number {
  const began = performance.now();
  const { programs, fault } = readAll(rpmDatabase, readFileSync(file), diskTree(file));
  if (fault !== undefined || programs.length !== PACKAGES)
    throw new Error(fault ?? `${programs.length} programs`);
  return performance.now() - began;
}
