import { lstatSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { scan } from '../src/scan/index.ts';
import { openArchive } from '../src/sources/archive.ts';
import { folderSource } from '../src/sources/folder.ts';
import type { SourceResult } from '../src/types.ts';
import { dockerSave, layout, ociArchive, pax, tar } from '../tests/support/tar-writer.ts';
import { zip } from '../tests/support/zip-writer.ts';
import { type Random, randomFrom, seedOf } from './random.ts';
import { type Answer, expectedError, type Seed, type Target } from './target.ts';

/** Archives and images from a stream, and folders full of odd links. */
export function sourceTargets(): Target[] {
  const folders = Array.from({ length: 4 }, (_, at) => ({
    name: `folder-${at}`,
    bytes: new TextEncoder().encode(`links of round ${at}`),
  }));
  return [
    { id: 'source: archive', seeds: archiveSeeds(), run: archive },
    // A folder has no bytes: the input is what its links are drawn by.
    { id: 'source: folder', seeds: folders, run: folder, cutsInSilence: true, cutsNames: true },
  ];
}

/** A name that must never be seen: it lies outside of every root that is scanned. */
const OUTSIDE = 'outside-of-the-root';

function stanza(name: string): string {
  return `Package: ${name}\nStatus: install ok installed\nVersion: 1.0-1\nMaintainer: Example <a@example.org>\n\n`;
}

const STATUS = 'var/lib/dpkg/status';
const root = [
  { name: 'etc/os-release', content: 'ID=debian\nVERSION_ID="12"\n' },
  { name: STATUS, content: ['bash', 'example-av', 'zlib1g'].map(stanza).join('') },
  { name: 'var/lib/dpkg/arch', type: '2', target: '/etc/os-release' },
];

function archiveSeeds(): Seed[] {
  const plain = tar(root);
  const long = tar([pax({ path: STATUS, 'SCHILY.xattr.a': 'b' }), { name: 'x', content: stanza('bash') }]);
  const size = String(stanza('bash').length);
  const sparse = pax({ 'GNU.sparse.size': size, 'GNU.sparse.map': `0,${size}` });
  const upper = tar([
    { name: 'var/lib/dpkg/.wh.status', content: '' },
    { name: 'etc/x', type: '1', target: 'etc/os-release' },
  ]);
  return [
    { name: 'root.tar', bytes: plain },
    { name: 'pax.tar', bytes: long },
    { name: 'root.tar.gz', bytes: gzipSync(plain), checked: true },
    { name: 'image.tar', bytes: dockerSave([plain, upper]) },
    { name: 'image.tar.gz', bytes: gzipSync(dockerSave([plain, tar([])])), checked: true },
    { name: 'oci.tar', bytes: ociArchive(layout([{ layers: [plain, gzipSync(upper)] }])) },
    { name: 'sparse.tar', bytes: tar([sparse, { name: STATUS, content: stanza('bash') }]) },
    { name: 'hosts.tar', bytes: tar(root.map((member) => ({ ...member, name: `birch/${member.name}` }))) },
    { name: 'status.zst', bytes: Buffer.from(PACKED, 'base64') },
    { name: 'root.tar.zst', bytes: zstdRaw(plain) },
    { name: 'status.gz', bytes: gzipSync(stanza('bash')), checked: true },
    { name: 'root.zip', bytes: zip([{ name: STATUS, content: stanza('bash') + stanza('zlib1g') }]) },
  ];
}

/** Three paragraphs, packed by zstd -19 with a checksum. */
const PACKED =
  'KLUv/QRo9QIAMsUSGHCtDk5wha2D/FJjAP/DKo6IC6YFVZPCERNTHZgIVRMXth30XCqWY7/2+doNXUCg1vKDTcZOlLUD17lP+dqyjOYnoo28stzMneVHBQARhkkW5hVDMQKjwEQhAwvCNa4=';

/** As zstd stores what it cannot pack: one frame of blocks as they are. */
function zstdRaw(content: Buffer): Buffer {
  const blocks: Buffer[] = [];
  for (let at = 0; at < content.length; at += 65_536) {
    const block = content.subarray(at, at + 65_536);
    const head = Buffer.alloc(3);
    head.writeUIntLE((block.length << 3) | (at + 65_536 >= content.length ? 1 : 0), 0, 3);
    blocks.push(head, block);
  }
  return Buffer.concat([Buffer.from('28b52ffd0050', 'hex'), ...blocks]);
}

async function archive(bytes: Uint8Array, seed: Seed): Promise<Answer> {
  try {
    const source = await openArchive(once(bytes), seed.name);
    if (!source) return { programs: [], reported: 'no archive' };
    return answerOf(await scan(source));
  } catch (error) {
    return { programs: [], reported: expectedError(error) };
  }
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 4096) yield bytes.subarray(at, at + 4096);
}

function answerOf({ sightings, gaps: unread }: SourceResult): Answer {
  // What a reader did not mean is caught by the scan; it must not pass as a manifest that is only damaged.
  for (const { reason } of unread) expectedError(new Error(reason));
  const programs = sightings.map(({ name, version, state, ids }) =>
    JSON.stringify([name, version, state, ids]),
  );
  return { programs, ...(unread[0] ? { reported: unread[0].reason } : {}) };
}

const NAMES = [
  'a',
  'etc',
  'var',
  'var/lib',
  'var/lib/dpkg',
  'opt',
  'home',
  'home/x',
  'usr',
  'usr/lib',
  'lib',
];
const FILES = [STATUS, 'etc/os-release', 'lib/apk/db/installed', 'var/lib/rpm/Packages', 'opt/x.AppImage'];

async function folder(bytes: Uint8Array): Promise<Answer> {
  const room = mkdtempSync(join(tmpdir(), 'interdict-fuzz-'));
  try {
    draw(room, randomFrom(seedOf(Buffer.from(bytes).toString('latin1'))));
    const outcome = await scan(folderSource(join(room, 'root')));
    if (outcome.sightings.some(({ name }) => name.includes(OUTSIDE)))
      throw new TypeError(`a link led out of the root: ${JSON.stringify(outcome.sightings)}`);
    return answerOf(outcome);
  } finally {
    rmSync(room, { recursive: true, force: true });
  }
}

/** Folders, files and links between them in any order, out of the root and in circles too. */
function draw(room: string, random: Random): void {
  const secret = join(room, 'outside');
  put(join(secret, 'status'), () => writeFileSync(join(secret, 'status'), stanza(OUTSIDE)));
  mkdirSync(join(room, 'root', 'etc'), { recursive: true });
  const targets = [
    ...NAMES,
    ...NAMES.map((name) => `/${name}`),
    ...FILES,
    '.',
    '..',
    '../..',
    '/',
    '',
    secret,
    join(secret, 'status'),
    '../outside/status',
    '../../../../outside',
    '/dev/zero',
    '/proc/self',
    'x'.repeat(255),
  ];
  for (let count = 3 + random(20); count > 0; count--) {
    const all = [...NAMES, ...FILES];
    const path = join(room, 'root', all[random(all.length)] ?? '');
    const target = targets[random(targets.length)] ?? '';
    if (random(3) === 0) put(path, () => writeFileSync(path, stanza('bash')));
    else put(path, () => symlinkSync(target, path));
  }
}

/** What cannot be there because something else is, is left out. */
function put(path: string, make: () => void): void {
  try {
    // Links were laid out before: nothing may be made through one, or it would be made outside of the room.
    if (leadsAway(path)) return;
    mkdirSync(dirname(path), { recursive: true });
    make();
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
  }
}

/** Whether a path or a folder on the way to it is a link. */
function leadsAway(path: string): boolean {
  for (let at = path; at !== dirname(at) && at !== tmpdir(); at = dirname(at)) {
    if (lstatSync(at, { throwIfNoEntry: false })?.isSymbolicLink()) return true;
  }
  return false;
}
