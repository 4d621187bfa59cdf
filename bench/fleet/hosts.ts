/** Fleets that benches sweep. The same call makes the same fleet on the same machine. */
import { cpSync, linkSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readRules } from '../../src/rules/serialised.ts';

/** Bytes of packages on a host. */
const SIZE = 100 * 1024;
/** Names that ripgrep looks for. */
const NAMES = 200;

/** How the hosts of a fleet lie there, and whether they have packages of their own. */
export interface DpkgFleet {
  readonly count: number;
  /** A host is a file, or a folder with the file in its place. */
  readonly layout: 'files' | 'folders';
  /** Whether each host has its packages under names of its own, so that no name is met twice. */
  readonly areNamesOwn?: boolean;
}

/**
 * Hosts as a distribution makes them: packages of this machine's own status file, each host with some of them, in
 * one of three versions, one in 300 hosts with a banned one.
 *
 * @returns the bytes written
 */
export function dpkgFleet(path: string, { count, layout, areNamesOwn = false }: DpkgFleet): number {
  const packages = readFileSync('/var/lib/dpkg/status', 'utf8').split('\n\n').filter(Boolean);
  const random = randomFrom(12_345);
  mkdirSync(path);
  let total = 0;
  for (let host = 0; host < count; host++) {
    const left = [...packages];
    const release = random(3);
    const chosen: string[] =
      host % 300 === 7
        ? [
            'Package: kesl\nStatus: install ok installed\nVersion: 12.2.0-2412\nArchitecture: amd64\nDescription: x',
          ]
        : [];
    for (let size = 0; size < SIZE && left.length > 0; ) {
      const text = left.splice(random(left.length), 1)[0] ?? '';
      const version = random(5) === 0 ? text.replace(/^Version: .+/mu, `$&+u${release}`) : text;
      const own = areNamesOwn ? version.replace(/^Package: .+/mu, `$&-${host.toString(36)}`) : version;
      chosen.push(own);
      size += own.length + 2;
    }
    const bytes = `${chosen.join('\n\n')}\n\n`;
    const name = `host-${String(host).padStart(6, '0')}`;
    const file = join(path, layout === 'files' ? `${name}.status` : `${name}/var/lib/dpkg/status`);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, bytes);
    total += bytes.length;
  }
  return total;
}

/** Hosts of every kind: the inputs that readers are tested with, in turn, each as a host. */
export function mixedFleet(path: string, count: number): void {
  const root = 'fixtures/readers';
  const cases = readdirSync(root).flatMap((reader) =>
    readdirSync(join(root, reader), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => join(root, reader, name)),
  );
  mkdirSync(path);
  for (let host = 0; host < count; host++) {
    const from = cases[host % cases.length] ?? '';
    const wanted = (file: string) => !file.endsWith('/expected.json');
    cpSync(from, join(path, `host-${String(host).padStart(5, '0')}`), { recursive: true, filter: wanted });
  }
}

/** Hosts of one package each: links to a few hundred files, since a million files need gigabytes. */
export function tinyFleet(path: string, count: number): void {
  const perFile = 5000;
  mkdirSync(path);
  let file = '';
  for (let host = 0; host < count; host++) {
    const own = join(path, `host-${String(host).padStart(7, '0')}.status`);
    if (host % perFile > 0) linkSync(file, own);
    else {
      file = own;
      const name = `tool-${host / perFile}`;
      writeFileSync(
        file,
        `Package: ${name}\nStatus: install ok installed\nArchitecture: all\nVersion: 1.0-1\nDescription: x\n\n`,
      );
    }
  }
}

/** Names of products and vendors as the catalogue has them. */
export function catalogueNames(): string[] {
  const { vendors } = readRules(readFileSync('dist/rulebook.jsonl', 'utf8'));
  const names = vendors.flatMap(({ name, products = [] }) => [
    name,
    ...products.map((product) => product.name),
  ]);
  return [...new Set(names)].filter((name) => name.length > 4).slice(0, NAMES);
}

function randomFrom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return (state >>> 8) % below;
  };
}
