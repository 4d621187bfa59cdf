/**
 * Roots that the package managers themselves made: each is clean without a flag, banned with a banned package, and
 * incomplete once its database is damaged. Tools that are missing are printed as the reason of a skip.
 */
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cut, damages } from '../support/damages.ts';
import { interdict } from '../support/io.ts';
import { spawnWithinPermissions } from '../support/permissions.ts';
import { realRoots, write } from '../support/real-roots.ts';
import { removeFolders } from '../support/remove-folders.ts';
import { missingTools, run } from '../support/rpm-harness.ts';

const work = mkdtempSync(join(tmpdir(), 'interdict-roots-'));
afterAll(() => removeFolders([work]));

/** Real tools that no package of Debian has: fixtures stand for them in the quick tests. */
for (const tool of ['apk', 'xbps-install', 'opkg', 'emerge', 'slackpkg'])
  if (missingTools(tool).length > 0) console.log(`skipped: no ${tool}, so no root of it is made`);

describe.each(Object.entries(realRoots(work)))(
  'a root of %s',
  (name, { tools, id, database, only, make, ban }) => {
    const missing = missingTools(...tools);
    const reason =
      missing.length > 0
        ? `no ${missing.join(', ')}`
        : only && process.env[only] === undefined
          ? `it takes minutes, and ${only} is not set`
          : undefined;
    if (reason !== undefined) console.log(`skipped: a root of ${name}: ${reason}`);

    describe.skipIf(reason !== undefined)('made by its tools', () => {
      const root = join(work, name.replace(/\W+/gu, '-'));

      beforeAll(() => {
        mkdirSync(join(root, 'etc'), { recursive: true });
        if (only) rmSync(root, { recursive: true });
        make(root);
        if (id !== undefined) write(join(root, 'etc/os-release'), `ID=${id}\n`);
      }, 300_000);

      test('is clean without a flag', async () => {
        const { status, stdout } = await interdict([root, '--bans', 'all', '--no-config']);
        expect(stdout).toContain('CLEAN');
        expect(status).toBe(0);
      });

      test('is banned with a banned package', async () => {
        const own = copyOf(root);
        ban(own);
        expect(await statusOf(own)).toBe(1);
        run('tar', ['-cf', `${own}.tar`, '-C', own, '.']);
        expect(await statusOf(`${own}.tar`)).toBe(1);
      }, 120_000);

      // A folder cannot be cut.
      const all = /(?:status|\.sqlite)$/u.test(database) ? { ...damages, 'cut in its midst': cut } : damages;
      test.each(Object.entries(all))('is incomplete when its database is %s', async (kind, damage) => {
        const own = copyOf(root);
        damage(join(own, database));
        expect(await statusOf(own), kind).toBe(3);
      });

      test('is incomplete for whom its database is closed', () => {
        const own = copyOf(root);
        expect(closedTo(own, dirname(database))).toBe(3);
      });
    });
  },
);

const IMAGES = '../shared/corpus/image-tar';
/** Whole images of others; most of their collection was cut for size. */
const images = [
  'local-debian12/bookworm.oci.tar',
  'local-debian12/bookworm.docker.tar.gz',
  'snyk-docker-plugin/containerd-archives__alpine.tar',
];
if (!existsSync(IMAGES)) console.log('skipped: no corpus, so no real image is scanned');

test.skipIf(!existsSync(IMAGES)).each(images)('the image %s is clean without a flag', async (image) => {
  expect(await statusOf(join(IMAGES, image))).toBe(0);
});

function closedTo(root: string, folder: string): number | null {
  run('chmod', ['-R', 'a+rX', root]);
  run('chmod', ['0', join(root, folder)]);
  const { status } = spawnWithinPermissions([resolve('bin/interdict.js'), root, '--no-config']);
  run('chmod', ['755', join(root, folder)]);
  return status;
}

let copies = 0;
function copyOf(root: string): string {
  const copy = join(work, `copy-${++copies}`);
  cpSync(root, copy, { recursive: true, verbatimSymlinks: true });
  return copy;
}

async function statusOf(source: string): Promise<number> {
  return (await interdict([source, '--bans', 'all', '--no-config'])).status;
}
