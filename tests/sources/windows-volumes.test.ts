/** What lies around the hives of Windows and around databases: logs, and hives that are not there. */
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { scan } from '../../src/scan/index.ts';
import { openSource } from '../../src/sources/index.ts';
import type { SourceResult } from '../../src/types.ts';
import { interdict } from '../support/io.ts';
import { writeHive } from '../support/small-hive.ts';

const HIVES = 'fixtures/readers/registry-uninstall/hive';
const SOFTWARE = `${HIVES}/Windows/System32/config/SOFTWARE`;
const NTUSER = `${HIVES}/Users/ash/NTUSER.DAT`;
const KEXT_POLICY =
  'fixtures/readers/mac-kext-policy/normal/private/var/db/SystemPolicyConfiguration/KextPolicy';
const UNRECOGNISED = "unknown format: use --as <reader> (see 'interdict formats')";

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'interdict-volumes-'));
});
afterEach(() => rmSync(root, { recursive: true }));

describe('in a folder that was passed', () => {
  test('logs beside a hive that was read are not reported as unrecognised', async () => {
    copy(SOFTWARE, 'SOFTWARE');
    for (const name of ['SOFTWARE.LOG', 'SOFTWARE.LOG1', 'software.LOG2']) write(name);
    const outcome = await scanned();
    expect(outcome.manifests.map(({ path }) => path)).toEqual(['SOFTWARE']);
    expect(outcome.gaps).toEqual([]);
  });

  test('logs whose hive is elsewhere are reported', async () => {
    copy(SOFTWARE, 'alder/SOFTWARE');
    write('birch/SOFTWARE.LOG1');
    expect((await scanned()).gaps).toEqual([
      { path: 'birch/SOFTWARE.LOG1', kind: 'unknown-format', reason: UNRECOGNISED },
    ]);
  });

  test('a log alone is reported', async () => {
    write('SOFTWARE.LOG1');
    expect((await scanned()).gaps).toContainEqual({
      path: 'SOFTWARE.LOG1',
      kind: 'unknown-format',
      reason: UNRECOGNISED,
    });
    expect((await interdict(['inventory', join(root, 'SOFTWARE.LOG1')])).status).toBe(3);
  });

  test('what merely begins like a hive that was read is reported', async () => {
    copy(SOFTWARE, 'SOFTWARE');
    write('SOFTWARE.LOG3');
    expect((await scanned()).gaps).toEqual([
      { path: 'SOFTWARE.LOG3', kind: 'unknown-format', reason: UNRECOGNISED },
    ]);
  });

  test('the shared memory of a database that was read is not reported, that of another is', async () => {
    copy(KEXT_POLICY, 'KextPolicy');
    for (const name of ['KextPolicy-shm', 'other-shm']) write(name);
    expect((await scanned()).gaps).toEqual([
      { path: 'other-shm', kind: 'unknown-format', reason: UNRECOGNISED },
    ]);
  });
});

describe('a volume of Windows', () => {
  test('that holds the hive of a user alone has not been inventoried', async () => {
    copy(NTUSER, 'Users/ash/NTUSER.DAT');
    mkdirSync(join(root, 'Windows/System32'), { recursive: true });
    const { status, stdout } = await interdict(['inventory', root, '-o', 'json']);
    const [source] = JSON.parse(stdout).sources;
    expect(source.programs.length).toBeGreaterThan(0);
    expect(source.unread).toEqual([
      {
        kind: 'empty',
        path: '.',
        reason: "no list of installed software found (see 'interdict formats')",
      },
    ]);
    expect(status).toBe(3);
  });

  test('that holds the hives of its programs and services has', async () => {
    copy(NTUSER, 'Users/ash/NTUSER.DAT');
    copy(SOFTWARE, 'Windows/System32/config/software');
    writeHive(root, 'Windows/System32/config/system', { 'ControlSet001\\Services\\Elder': { Type: 16 } });
    const { status } = await interdict(['inventory', root, '-o', 'json']);
    expect(status).toBe(0);
  });

  test('has it too where somebody laid an export beside its folders', async () => {
    copy(NTUSER, 'Users/ash/NTUSER.DAT');
    copy('fixtures/readers/registry-uninstall/normal/alder.reg', 'alder.reg');
    mkdirSync(join(root, 'Windows/System32'), { recursive: true });
    expect((await interdict(['inventory', root, '-o', 'json'])).status).toBe(0);
  });
});

async function scanned(): Promise<SourceResult> {
  return scan(await openSource(root));
}

function copy(from: string, to: string): void {
  mkdirSync(dirname(join(root, to)), { recursive: true });
  copyFileSync(from, join(root, to));
}

/** Zeros, as a log has that was never used. */
function write(path: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), new Uint8Array(512));
}
