import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { interdict } from './io.ts';

/** Packages by host, with their versions or without. Of what is no list, the host's file is damaged. */
export type Week = Readonly<Record<string, readonly string[] | 'damaged'>>;

/** A fleet that is swept for a day into a store, as its hosts are then. */
export interface Fleet {
  readonly hosts: string;
  readonly store: string;
  /** Puts the hosts of a week in place of those that are there, and sweeps them. */
  sweep(day: string, week: Week, ...options: readonly string[]): ReturnType<typeof interdict>;
}

/** A fleet and a store in a folder. */
export function fleetIn(folder: string): Fleet {
  const hosts = join(folder, 'hosts');
  const store = join(folder, 'store');
  return {
    hosts,
    store,
    async sweep(day, week, ...options) {
      rmSync(hosts, { recursive: true, force: true });
      for (const [host, packages] of Object.entries(week)) placeHost(join(hosts, host), packages);
      const call = ['sweep', hosts, '--as-of', day, '--store', store, '--no-progress', '-o', 'json'];
      const swept = await interdict([...call, ...options]);
      if (swept.status === 2) throw new Error(swept.stderr);
      return swept;
    },
  };
}

function placeHost(host: string, packages: Week[string]): void {
  const file = join(host, 'var/lib/dpkg/status');
  mkdirSync(dirname(file), { recursive: true });
  mkdirSync(join(host, 'etc'));
  writeFileSync(join(host, 'etc/os-release'), 'ID=debian\nVERSION_ID="12"\n');
  const names = packages === 'damaged' ? ['dpkg'] : ['dpkg', 'bash', ...packages];
  const text = names.map(stanza).join('\n');
  writeFileSync(file, packages === 'damaged' ? text.slice(0, 40) : text);
  chmodSync(file, 0o644);
}

/** `-name` is a package whose settings are left, `name 1.0` one of that version. */
function stanza(software: string): string {
  const [name = '', version = '12.1'] = software.split(' ');
  const isLeft = name.startsWith('-');
  const status = isLeft ? 'deinstall ok config-files' : 'install ok installed';
  return `Package: ${isLeft ? name.slice(1) : name}\nStatus: ${status}\nArchitecture: amd64\nVersion: ${version}\n`;
}
