/** Images in the stores of this machine: Docker, Podman, containerd, and tags of layouts. */
import {
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { scan } from '../../src/scan/index.ts';
import { openSource } from '../../src/sources/index.ts';
import { namesOf, storedReference } from '../../src/sources/stores/reference.ts';
import { dpkg, room, tidy } from '../support/image-call.ts';
import { interdict } from '../support/io.ts';
import { missingTools, run } from '../support/rpm-harness.ts';
import { dockerSave, layout, tar } from '../support/tar-writer.ts';

const servers: Server[] = [];
afterAll(() => {
  for (const server of servers) server.close();
  tidy();
});

const STATUS = 'var/lib/dpkg/status';
const layer = (...names: string[]) => tar([{ name: STATUS, content: dpkg(...names) }]);

async function programsOf(name: string): Promise<readonly string[]> {
  const { kind, sightings, gaps } = await scan(await openSource(name));
  expect([kind, gaps]).toEqual(['image', []]);
  return sightings.filter((one) => one.kind !== 'trace').map((one) => one.name);
}

describe('references', () => {
  test.each([
    ['docker:app', 'docker', undefined, 'app'],
    ['podman:[/srv/storage]app:1', 'podman', '/srv/storage', 'app:1'],
    ['containers-storage:app', 'podman', undefined, 'app'],
    ['oci:folder:tag', 'oci', undefined, 'folder:tag'],
  ])('%s', (argument, store, where, reference) => {
    expect(storedReference(argument)).toEqual({
      store,
      reference,
      ...(where === undefined ? {} : { where }),
    });
  });

  test.each(['C:\\Users', 'a.tar', 'docker:', 'http://x/y', './docker:app'])('%s is none', (argument) => {
    expect(storedReference(argument)).toBeUndefined();
  });

  test.each([
    ['app', ['localhost/app:latest', 'docker.io/library/app:latest']],
    ['org/app:2', ['localhost/org/app:2', 'docker.io/org/app:2']],
    ['docker.io/app:1', ['docker.io/library/app:1']],
    ['quay.io:443/x/y@sha256:00', ['quay.io:443/x/y@sha256:00']],
  ])('%s may be %s', (reference, names) => {
    expect(namesOf(reference)).toEqual(names);
  });
});

describe('docker', () => {
  async function daemon(): Promise<{ socket: string; asked: string[] }> {
    const socket = join(room(), 'docker.sock');
    const asked: string[] = [];
    const server = createServer((call, answer) => {
      asked.push(`${call.method} ${call.url}`);
      if (call.url !== '/images/shop/app%3A1/get') {
        answer.writeHead(404, { 'Content-Type': 'application/json' });
        answer.end('{"message":"reference does not exist"}');
      } else answer.end(dockerSave([layer('bash'), layer('bash', 'kesl')]));
    });
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(socket, resolve));
    return { socket, asked };
  }

  test('asks the daemon for the image, and for nothing else', async () => {
    const { socket, asked } = await daemon();
    expect(await programsOf(`docker:[${socket}]shop/app:1`)).toEqual(['bash', 'kesl']);
    expect(asked).toEqual(['GET /images/shop/app%3A1/get']);
  });

  test('shows what the daemon says, and where there is none', async () => {
    const { socket } = await daemon();
    const { status, stderr } = await interdict([`docker:[${socket}]shop/app:2`]);
    expect([status, stderr]).toEqual([2, expect.stringContaining('reference does not exist')]);
    expect((await interdict(['docker:[/nowhere.sock]app'])).stderr).toContain('no daemon of Docker here');
  });

  test('a daemon of another machine is refused', async () => {
    const before = process.env['DOCKER_HOST'];
    process.env['DOCKER_HOST'] = 'tcp://192.0.2.1:2375';
    const { status, stderr } = await interdict(['docker:app']);
    if (before === undefined) delete process.env['DOCKER_HOST'];
    else process.env['DOCKER_HOST'] = before;
    expect([status, stderr]).toEqual([2, expect.stringContaining('is on another machine')]);
  });
});

describe('containerd', () => {
  function store(): string {
    const folder = room();
    copyFileSync('fixtures/stores/containerd.tar.gz', join(folder, 'x.tar.gz'));
    run('tar', ['-C', folder, '-xzf', join(folder, 'x.tar.gz')]);
    return folder;
  }

  test('reads the names and blobs that it keeps', async () => {
    const folder = store();
    expect(await programsOf(`containerd:[${folder}]localhost/app:1`)).toEqual(['bash', 'kesl']);
    expect(await programsOf(`containerd:[${folder}]docker.io/app:1`)).toEqual(['bash', 'kesl']);
  });

  test.each([
    ['app:1', 'may be localhost/app:1 or docker.io/library/app:1'],
    ['app:2', 'no image app:2; there is'],
  ])('%s', async (reference, message) => {
    await expect(openSource(`containerd:[${store()}]${reference}`)).rejects.toThrow(message);
  });

  test('a blob that is not there is a gap, and a database that is cut an error', async () => {
    const folder = store();
    const blobs = join(folder, 'io.containerd.content.v1.content/blobs/sha256');
    for (const name of readdirSync(blobs))
      if (readFileSync(join(blobs, name)).includes('Package: kesl')) rmSync(join(blobs, name));
    const source = await openSource(`containerd:[${folder}]localhost/app:1`);
    expect((await scan(source)).gaps.length).toBeGreaterThan(0);
    truncateSync(join(folder, 'io.containerd.metadata.v1.bolt/meta.db'), 20_000);
    await expect(openSource(`containerd:[${folder}]localhost/app:1`)).rejects.toThrow('damaged');
  });
});

describe('a tag of a layout', () => {
  function folder(): string {
    const made = join(room(), 'images');
    const { blobs, index } = layout([
      { layers: [layer('bash')], name: 'old' },
      { layers: [layer('dash')], name: 'new' },
    ]);
    mkdirSync(join(made, 'blobs/sha256'), { recursive: true });
    writeFileSync(join(made, 'oci-layout'), '{"imageLayoutVersion":"1.0.0"}');
    writeFileSync(join(made, 'index.json'), index);
    for (const [digest, content] of blobs) writeFileSync(join(made, 'blobs/sha256', digest), content);
    return made;
  }

  test('is the image of that name alone', async () => {
    expect(await programsOf(`oci:${folder()}:new`)).toEqual(['dash']);
    await expect(openSource(`oci:${folder()}:none`)).rejects.toThrow('no tag none; there is old, new');
  });
});

describe('podman', () => {
  const missing = missingTools('buildah');
  if (missing.length > 0) console.log('skipped: the storage of Podman, for want of buildah');

  test.skipIf(missing.length > 0).each(['vfs', 'overlay'])(
    'storage that buildah wrote with %s',
    async (driver) => {
      const folder = room();
      const at = (name: string) => join(folder, name);
      writeFileSync(at('policy.json'), '{"default":[{"type":"insecureAcceptAnything"}]}');
      writeFileSync(at('a.tar'), layer('bash', 'имя'));
      writeFileSync(at('b.tar'), layer('bash', 'kesl'));
      writeFileSync(at('Dockerfile'), 'FROM scratch\nADD a.tar /\nADD b.tar /\n');
      const global = ['--root', at('storage'), '--runroot', at('run'), '--storage-driver', driver];
      const build = [
        'bud',
        '--signature-policy',
        at('policy.json'),
        '--isolation',
        'chroot',
        '--layers',
        '-t',
        'app:1',
        folder,
      ];
      run('buildah', [...global, ...build]);
      expect(await programsOf(`podman:[${at('storage')}]app:1`)).toEqual(['bash', 'kesl']);
      await expect(openSource(`podman:[${at('storage')}]other`)).rejects.toThrow('no image other');
      run('buildah', [...global, 'rmi', '--all']);
    },
    60_000,
  );
});
