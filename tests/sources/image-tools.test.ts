/** Images that real tools made, against what dpkg says of the root inside. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { scan } from '../../src/scan/index.ts';
import { openSource } from '../../src/sources/index.ts';
import { type Found, found, room, scanStream, tidy } from '../support/image-call.ts';
import { missingTools, run } from '../support/rpm-harness.ts';

const missing = missingTools('dpkg', 'dpkg-deb', 'tar', 'buildah', 'skopeo', 'umoci');
if (missing.length > 0) console.log(`skipped: images of real tools, for want of ${missing.join(', ')}`);

afterAll(tidy);

describe.skipIf(missing.length > 0)('images of real tools', () => {
  const work = room();
  const root = join(work, 'root');
  const at = (name: string) => join(work, name);
  const policy = ['--signature-policy', at('policy.json')];
  const skopeo = (...args: string[]) => run('skopeo', ['--policy', at('policy.json'), 'copy', '-q', ...args]);
  const buildah = (...args: string[]) =>
    run('buildah', ['--root', at('store'), '--runroot', at('run'), '--storage-driver', 'vfs', ...args]);
  let before: string[];
  let after: string[];

  beforeAll(() => {
    writeFileSync(at('policy.json'), '{"default":[{"type":"insecureAcceptAnything"}]}');
    makeRoot(root, ['alder', 'birch', 'example-av']);
    before = installed(root);
    run('tar', ['-C', root, '-cf', at('root.tar'), '.']);
    makeUmoci();
    makeBuildah();
    after = installed(root);
    expect([before.length, after.length]).toEqual([3, 2]);
  });

  /** A layout with two layers: in the second one a package is gone. */
  function makeUmoci(): void {
    run('umoci', ['init', '--layout', at('umoci')]);
    run('umoci', ['new', '--image', `${at('umoci')}:two`]);
    run('umoci', ['insert', '--image', `${at('umoci')}:two`, root, '/']);
    run('umoci', ['unpack', '--rootless', '--image', `${at('umoci')}:two`, at('bundle')]);
    remove(join(at('bundle'), 'rootfs'));
    run('umoci', ['repack', '--image', `${at('umoci')}:two`, at('bundle')]);
  }

  /** The same by a build without a daemon. */
  function makeBuildah(): void {
    const base = buildah('from', '--quiet', 'scratch').trim();
    buildah('add', '-q', base, at('root.tar'), '/');
    buildah('commit', '-q', ...policy, base, 'alder:base');
    const mounted = buildah('from', '--quiet', ...policy, '--pull-never', 'alder:base').trim();
    const upper = buildah('mount', mounted).trim();
    remove(upper);
    remove(root);
    buildah('umount', mounted);
    buildah('commit', '-q', ...policy, mounted, 'alder:two');
    for (const [kind, file] of [
      ['docker-archive', 'buildah.docker.tar'],
      ['oci-archive', 'buildah.oci.tar'],
    ] as const) {
      buildah('push', '-q', ...policy, 'alder:two', `${kind}:${at(file)}:alder:two`);
    }
  }

  async function scanned(name: string): Promise<Found> {
    return found(await scan(await openSource(at(name))));
  }

  test.each(['buildah.docker.tar', 'buildah.oci.tar', 'umoci'])(
    '%s has what dpkg has, without what was removed',
    async (name) => {
      expect(await scanned(name)).toMatchObject({ programs: after, unread: [] });
    },
  );

  test.each<[string, string, readonly string[]]>([
    ['docker archive', 'docker-archive:FILE:acme/app:1.0', []],
    ['OCI archive', 'oci-archive:FILE:two', []],
    ['OCI layout with zstd', 'oci:FILE:two', ['--dest-compress', '--dest-compress-format', 'zstd']],
    ['folder of blobs', 'dir:FILE', []],
  ])('skopeo turns the layout into a %s with the same programs', async (kind, target, flags) => {
    const name = kind.replaceAll(' ', '-');
    skopeo(...flags, `oci:${at('umoci')}:two`, target.replace('FILE', at(name)));
    expect(await scanned(name)).toMatchObject({ programs: after, unread: [] });
  });

  test('a layout holds every image that it names', async () => {
    run('umoci', ['new', '--image', `${at('umoci')}:empty`]);
    const { outcome } = await scanned('umoci');
    expect(outcome.manifests.map((manifest) => manifest.path)).toContain('two/var/lib/dpkg/status');
    run('umoci', ['rm', '--image', `${at('umoci')}:empty`]);
  });

  test.each([
    ['gzip', 'root.tar.gz', ['-czf']],
    ['zstd', 'root.tar.zst', ['--zstd', '-cf']],
    ['nothing', 'again.tar', ['-cf']],
  ])('the root itself, packed with %s, is what dpkg says of it', async (_, name, flags) => {
    run('tar', [...flags, at(name), '-C', root, '.']);
    const file = await scanned(name);
    expect(file).toMatchObject({ programs: after, unread: [], outcome: { kind: 'archive' } });
    expect((await scanStream(readFileSync(at(name)))).programs).toEqual(after);
  });

  test('the root in a folder of the archive is found there', async () => {
    run('tar', ['-czf', at('host.tgz'), '-C', work, 'root']);
    expect(await scanned('host.tgz')).toMatchObject({ programs: after, unread: [] });
    if (missingTools('zip').length > 0) return console.log('skipped: zip, for want of the tool');
    run('sh', ['-c', `cd '${work}' && zip -q -r -y host.zip root`]);
    expect(await scanned('host.zip')).toMatchObject({ programs: after, unread: [] });
  });
});

/** A root whose package database the real dpkg wrote. */
function makeRoot(root: string, names: readonly string[]): void {
  mkdirSync(join(root, 'var/lib/dpkg/info'), { recursive: true });
  mkdirSync(join(root, 'var/lib/dpkg/updates'), { recursive: true });
  mkdirSync(join(root, 'etc'));
  writeFileSync(join(root, 'etc/os-release'), 'ID=debian\nVERSION_ID="12"\n');
  writeFileSync(join(root, 'var/lib/dpkg/status'), '');
  writeFileSync(join(root, 'var/lib/dpkg/available'), '');
  for (const name of names) {
    const build = join(root, '..', `build-${name}`);
    mkdirSync(join(build, 'DEBIAN'), { recursive: true });
    mkdirSync(join(build, 'opt', name), { recursive: true });
    writeFileSync(join(build, 'opt', name, 'program'), name);
    const control = `Package: ${name}\nVersion: 1.2-3\nArchitecture: all\nMaintainer: Example <a@example.org>\nDescription: x\n`;
    writeFileSync(join(build, 'DEBIAN/control'), control);
    run('dpkg-deb', ['-b', build, `${build}.deb`]);
    run('dpkg', [`--root=${root}`, '--force-all', '-i', `${build}.deb`]);
  }
}

function remove(root: string): void {
  run('dpkg', [`--root=${root}`, '--force-all', '--purge', 'example-av']);
  rmSync(join(root, 'var/lib/dpkg/status-old'), { force: true });
}

function installed(root: string): string[] {
  const lines = run('dpkg-query', [`--admindir=${root}/var/lib/dpkg`, '-W', '-f', '${Package} ${Version}\n']);
  return lines.trim().split('\n').sort();
}
