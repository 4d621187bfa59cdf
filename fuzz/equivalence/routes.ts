import { linkSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { catalogueOf } from '../../src/catalogue/index.ts';
import { createEvaluator, type Evaluator, verdictOf } from '../../src/evaluate/index.ts';
import { evaluate } from '../../src/policy/index.ts';
import { compileRules } from '../../src/rules/index.ts';
import { scan } from '../../src/scan/index.ts';
import { folderSource } from '../../src/sources/folder.ts';
import { inputSource, openSource } from '../../src/sources/index.ts';
import type { Source, SourceResult } from '../../src/types.ts';
import { dockerSave, layout, type Member, ociArchive, pax, tar } from '../../tests/support/tar-writer.ts';
import type { Random } from '../random.ts';
import { alpine } from './alpine.ts';
import { arch } from './arch.ts';
import { cyclonedx } from './cyclonedx.ts';
import { debian } from './debian.ts';
import type { Disagreement, Family, Written } from './family.ts';
import { glpi } from './glpi.ts';
import { jamf } from './jamf.ts';
import { registry } from './registry.ts';
import { rpm } from './rpm.ts';
import { spdx } from './spdx.ts';
import { pick } from './words.ts';

/** A file of a machine, or a link to one, from the root. */
interface Entry {
  readonly path: string;
  readonly bytes?: Uint8Array;
  readonly target?: string;
  readonly hard?: true;
}

/**
 * The same files as a folder, as an archive, packed, through standard input and as an image: what is seen, what is
 * reported as unread and the verdict must not depend on the way.
 */
export async function routesDisagreement(random: Random): Promise<Disagreement | undefined> {
  const room = mkdtempSync(join(tmpdir(), 'interdict-fuzz-'));
  try {
    return random(3) === 0 ? await handed(room, random) : await machine(room, random);
  } finally {
    rmSync(room, { recursive: true, force: true });
  }
}

async function machine(room: string, random: Random): Promise<Disagreement | undefined> {
  const groups = machineOf(random);
  const folder = join(room, 'root');
  layOut(folder, groups.flat());
  const prefix = pick(random, ['', './']);
  const members = groups.map((group) => group.flatMap((entry) => membersOf(entry, prefix)));
  const whole = tar(members.flat());
  // A hard link leads to a file of its own layer.
  const cut = random(members.length + 1);
  const halves = [tar(members.slice(0, cut).flat()), tar(members.slice(cut).flat())];
  const image = { layers: halves };
  return compared(whole, [
    ['a folder', async () => folderSource(folder)],
    ['a tar', () => input(whole)],
    ['a packed tar', () => input(gzipSync(whole))],
    ['an image of docker', () => input(dockerSave([whole]))],
    ['an image of two layers', () => input(dockerSave(halves))],
    ['a packed image of OCI', () => input(gzipSync(ociArchive(layout([image]))))],
  ]);
}

async function handed(room: string, random: Random): Promise<Disagreement | undefined> {
  const { path, bytes } = manifest(random);
  const name = path.slice(path.lastIndexOf('/') + 1);
  const file = join(room, 'handed', name);
  mkdirSync(dirname(file));
  writeFileSync(file, bytes);
  const packed = tar([{ name, content: bytes }]);
  writeFileSync(join(room, 'handed.tar'), packed);
  return compared(bytes, [
    ['a file', () => openSource(file)],
    ['a folder', async () => folderSource(dirname(file))],
    ['standard input', () => input(bytes)],
    ['a packed file', () => input(gzipSync(bytes))],
    ['a tar', () => openSource(join(room, 'handed.tar'))],
    ['a packed tar', () => input(gzipSync(packed))],
  ]);
}

function input(bytes: Uint8Array): Promise<Source> {
  return inputSource(Readable.from(pieces(bytes)));
}

function* pieces(bytes: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 8192) yield bytes.subarray(at, at + 8192);
}

type Route = readonly [name: string, open: () => Promise<Source>];

async function compared(bytes: Uint8Array, routes: readonly Route[]): Promise<Disagreement | undefined> {
  const seen: { route: string; answer: string }[] = [];
  for (const [route, open] of routes) seen.push({ route, answer: await answerOf(open) });
  const [first] = seen;
  const other = seen.find(({ answer }) => answer !== first?.answer);
  if (first === undefined || other === undefined) return undefined;
  const at = [...other.answer].findIndex((letter, place) => letter !== first.answer[place]);
  const near = ({ route, answer }: typeof first) =>
    `${route}: …${answer.slice(Math.max(0, at - 100), at + 200)}`;
  return { text: `routes: ${near(first)}\n  but ${near(other)}`, bytes };
}

async function answerOf(open: () => Promise<Source>): Promise<string> {
  try {
    const source = await open();
    const isHanded = source.layout === 'handed';
    const outcome = evaluate(await scan(source), { evaluator: await judge() });
    return JSON.stringify([verdictOf([outcome]), shown(outcome, isHanded)]);
  } catch (error) {
    return String(error);
  }
}

let ready: Promise<Evaluator> | undefined;

function judge(): Promise<Evaluator> {
  ready ??= compileRules('rules').then((book) =>
    createEvaluator(catalogueOf(book.vendors, '2026-11-25', book.marks), book.bans),
  );
  return ready;
}

/** What is passed has another name by every way; the rest of a report must be the same. */
function shown(outcome: SourceResult, isHanded: boolean): object {
  const placed = <Thing extends { readonly path: string }>(thing: Thing) => ({
    ...thing,
    ...(isHanded ? { path: '' } : {}),
  });
  return {
    os: outcome.os,
    unread: outcome.gaps
      .map(placed)
      .map((each) => JSON.stringify(each))
      .sort(),
    manifests: outcome.manifests.map(placed),
    findings: outcome.findings.map((finding) => [finding.ban, finding.severity, finding.program.name]),
    sightings: outcome.sightings.map(placed),
  };
}

/** Databases of package managers at their places, reached by links or not, whole or damaged. */
function machineOf(random: Random): Entry[][] {
  const all = [
    ...(random(2) === 0 ? dpkg(random) : []),
    ...(random(3) === 0 ? one(random, alpine, 'installed', 'lib/apk/db/installed') : []),
    ...(random(3) === 0 ? one(random, rpm, 'SQLite', 'var/lib/rpm/rpmdb.sqlite') : []),
    ...(random(3) === 0 ? one(random, cyclonedx, 'JSON', 'usr/share/sbom/x.cdx.json') : []),
    ...(random(4) === 0
      ? one(random, registry, 'hive of the machine', 'Windows/System32/config/SOFTWARE')
      : []),
    ...(random(4) === 0 ? many(random, arch, 'local') : []),
  ];
  return [
    [{ path: 'etc/os-release', bytes: Buffer.from('ID=debian\nVERSION_ID="12"\n') }],
    ...all.map((entry) => linked(entry, random)),
  ];
}

/** A database with the lists of files beside it, from which a paragraph may be lost. */
function dpkg(random: Random): Entry[] {
  const [status] = many(random, debian, 'status');
  const text = Buffer.from(status?.bytes ?? new Uint8Array()).toString();
  const banned = 'Package: kesl\nStatus: install ok installed\nArchitecture: amd64\nVersion: 1.0\n\n';
  const whole = random(3) === 0 ? text + banned : text;
  const names = [...whole.matchAll(/^Package: (?<name>.*)\nStatus: .* ok installed$/gmu)].map(
    (match) => match[1] ?? '',
  );
  const lost = random(5) === 0 ? ['lost'] : [];
  const lists = [...names, ...lost].map((name) => ({
    path: `var/lib/dpkg/info/${name}.list`,
    bytes: Buffer.from('/.\n'),
  }));
  const isOpen = random(5) === 0;
  return [
    { path: 'var/lib/dpkg/status', bytes: Buffer.from(isOpen ? whole.slice(0, -1) : whole) },
    ...(random(2) === 0 ? lists : []),
  ];
}

function one<Own>(random: Random, family: Family<Own>, form: string, path: string): Entry[] {
  const [file] = many(random, family, form);
  if (file?.bytes === undefined) return [];
  const isCut = random(6) === 0;
  return [
    { path, bytes: isCut ? file.bytes.subarray(0, random(Math.min(65_536, file.bytes.length))) : file.bytes },
  ];
}

function many<Own>(random: Random, family: Family<Own>, id: string): Written[] {
  const form = family.forms.find((each) => each.id === id);
  if (form === undefined) throw new TypeError(`no form ${id}`);
  const entries = Array.from({ length: 1 + random(4) }, (_, at) => family.entry(random, at));
  const carried = entries.filter((entry) => form.carries?.(entry) ?? true);
  return carried.length === 0 ? [] : [...form.write(carried, random)];
}

/** A manifest that its content alone shows, however little of it is left: standard input has no name. */
function manifest(random: Random): Written {
  const files = [
    many(random, debian, pick(random, ['status', 'dpkg -l', 'apt list --installed'])),
    many(random, alpine, 'apk info -v'),
    many(random, registry, 'export in UTF-16'),
    many(random, spdx, pick(random, ['JSON', 'tag-value', 'YAML', 'RDF'])),
    many(random, glpi, 'XML'),
    many(random, jamf, 'classic JSON'),
    many(random, rpm, 'rpm -qa'),
  ].flat();
  const { path, bytes } = pick(random, files);
  return { path, bytes: random(6) === 0 ? bytes.subarray(0, random(Math.min(65_536, bytes.length))) : bytes };
}

/** The file where it belongs, or elsewhere with a link to it in its place. */
function linked(entry: Entry, random: Random): Entry[] {
  const kind = random(8);
  const real = `srv/data/${entry.path}`;
  const up = '../'.repeat(entry.path.split('/').length - 1);
  if (kind === 0)
    return [
      { ...entry, path: real },
      { path: entry.path, target: `/${real}` },
    ];
  if (kind === 1)
    return [
      { path: entry.path, target: `${up}${real}` },
      { ...entry, path: real },
    ];
  if (kind === 2)
    return [
      { ...entry, path: real },
      { path: entry.path, target: real, hard: true },
    ];
  if (kind === 3)
    return [
      { ...entry, path: real },
      { path: 'srv/way', target: 'data' },
      { path: entry.path, target: `/srv/way/${entry.path}` },
    ];
  return [entry];
}

/** Files first and links last, each in a folder of its own making: nothing is ever written through a link. */
function layOut(root: string, entries: readonly Entry[]): void {
  for (const { path } of entries) mkdirSync(dirname(join(root, path)), { recursive: true });
  for (const { path, bytes } of entries) if (bytes) writeFileSync(join(root, path), bytes);
  for (const { path, target, hard } of new Map(entries.map((entry) => [entry.path, entry])).values()) {
    if (target === undefined) continue;
    if (hard) linkSync(join(root, target), join(root, path));
    else symlinkSync(target, join(root, path));
  }
}

function membersOf({ path, bytes, target, hard }: Entry, prefix: string): Member[] {
  const name = `${prefix}${path}`;
  const to = target === undefined ? '' : hard ? `${prefix}${target}` : target;
  const long = { ...(name.length > 99 ? { path: name } : {}), ...(to.length > 99 ? { linkpath: to } : {}) };
  const head = Object.keys(long).length === 0 ? [] : [pax(long)];
  if (target === undefined) return [...head, { name, content: bytes ?? '' }];
  return [...head, { name, type: hard ? '1' : '2', target: to }];
}
