/**
 * A `docker save` of some 1 GB of this Debian machine beside what has to be done at least.
 * The bars: plain layers 2.0 times `tar -tf` over them, packed ones 1.3 times `gzip -dc` of them, 200 MB;
 * a bill of materials with 20,000 components 1 s.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inTurn, peakOf, type Runs, report } from './measure.ts';

const ROUNDS = 5;
const LAYERS = [
  ['etc', 'var/lib/dpkg', 'usr/bin'],
  ['usr/share', 'usr/include'],
];
const folder = mkdtempSync(join(tmpdir(), 'interdict-bench-'));
const at = (name: string) => join(folder, name);
const inventory = (path: string) => [
  process.execPath,
  'bin/interdict.js',
  'inventory',
  '-o',
  `json=${at('out.json')}`,
  path,
];

try {
  const layers = LAYERS.map((names, index) => {
    const file = at(`layer${index}.tar`);
    run('tar', ['-C', '/', '-cf', file, ...names]);
    return file;
  });
  plain(layers);
  packed(layers);
  billOfMaterials();
} finally {
  rmSync(folder, { recursive: true });
}

function plain(layers: readonly string[]): void {
  const image = save(layers, 'plain.tar', layers.map(digest));
  const listed = `for l in ${names(layers)}; do tar -xOf ${image} "$l" | tar -tf - > ${at('list')}; done`;
  const [ours, tars] = inTurn(inventory(image), ['sh', '-c', listed], ROUNDS);
  print('plain layers', image, ours, 'tar -tf of the layers inside', tars);
  const sought = `for l in ${layers.join(' ')}; do tar -tf $l > ${at('list')}; done`;
  const [again, seeks] = inTurn(inventory(image), ['sh', '-c', sought], ROUNDS);
  print('plain layers', image, again, 'tar -tf of the layers as files', seeks);
}

function packed(layers: readonly string[]): void {
  const digests = layers.map(digest);
  const files = layers.map((layer) => {
    run('gzip', ['-6', layer]);
    return `${layer}.gz`;
  });
  const image = save(files, 'packed.tar', digests);
  const unpacked = `for l in ${files.join(' ')}; do gzip -dc $l > /dev/null; done`;
  const [ours, gzips] = inTurn(inventory(image), ['sh', '-c', unpacked], ROUNDS);
  print('packed layers', image, ours, 'gzip -dc of the layers', gzips);
}

function billOfMaterials(): void {
  const components = Array.from({ length: 20_000 }, (_, index) => ({
    type: 'library',
    name: `alder-${index}`,
    version: `1.${index}.0`,
    publisher: 'Example AV GmbH',
    purl: `pkg:deb/debian/alder-${index}@1.${index}.0?arch=amd64`,
    cpe: `cpe:2.3:a:example:alder-${index}:1.${index}.0:*:*:*:*:*:*:*`,
  }));
  const spdx = components.map(({ name, version, purl }, index) => ({
    SPDXID: `SPDXRef-${index}`,
    name,
    versionInfo: version,
    supplier: 'Organization: Example AV GmbH',
    externalRefs: [{ referenceCategory: 'PACKAGE-MANAGER', referenceType: 'purl', referenceLocator: purl }],
  }));
  writeFileSync(
    at('bom.cdx.json'),
    JSON.stringify({ bomFormat: 'CycloneDX', specVersion: '1.6', components }),
  );
  writeFileSync(at('bom.spdx.json'), JSON.stringify({ spdxVersion: 'SPDX-2.3', packages: spdx }));
  for (const name of ['bom.cdx.json', 'bom.spdx.json']) {
    const [ours, bare] = inTurn(inventory(at(name)), [process.execPath, '-e', '0'], ROUNDS);
    report(
      `${name}, 20,000 components`,
      `${ours.median.toFixed(0)} ms (empty script ${bare.median.toFixed(0)} ms)`,
    );
  }
}

function print(what: string, image: string, ours: Runs, other: string, theirs: Runs): void {
  const size = (statSync(image).size / 1e6).toFixed(0);
  report(
    `${what}, ${size} MB`,
    `${ours.median.toFixed(0)} ms, peak ${peakOf(inventory(image)).toFixed(0)} MB`,
  );
  report(other, `${theirs.median.toFixed(0)} ms`);
  report('ratio', (ours.median / theirs.median).toFixed(2));
}

function save(layers: readonly string[], name: string, diffIds: readonly string[]): string {
  const image = at(name);
  const config = JSON.stringify({ os: 'linux', architecture: 'amd64', rootfs: { diff_ids: diffIds } });
  const list = [
    {
      Config: 'config.json',
      RepoTags: ['alder:1'],
      Layers: layers.map((layer) => layer.slice(folder.length + 1)),
    },
  ];
  mkdirSync(folder, { recursive: true });
  writeFileSync(at('config.json'), config);
  writeFileSync(at('manifest.json'), JSON.stringify(list));
  run('tar', [
    '-C',
    folder,
    '-cf',
    image,
    ...list.flatMap((entry) => entry.Layers),
    'config.json',
    'manifest.json',
  ]);
  return image;
}

function names(layers: readonly string[]): string {
  return layers.map((layer) => layer.slice(folder.length + 1)).join(' ');
}

function digest(file: string): string {
  const hash = createHash('sha256');
  const handle = openSync(file, 'r');
  const buffer = Buffer.alloc(1 << 20);
  for (let got = readSync(handle, buffer); got > 0; got = readSync(handle, buffer))
    hash.update(buffer.subarray(0, got));
  closeSync(handle);
  return `sha256:${hash.digest('hex')}`;
}

function run(program: string, args: readonly string[]): void {
  const { status, stderr } = spawnSync(program, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${program}: ${stderr}`);
}
