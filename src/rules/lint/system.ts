/** Bans that would forbid the operating system or this program: a rule that nobody means, or one that says so. */

import { compileContext } from '../../evaluate/compile-ban.ts';
import { conditionOf } from '../../evaluate/condition.ts';
import { listed } from '../../evaluate/vendors.ts';
import type { Ban, Vendor } from '../../schema/index.ts';
import type { Sighting } from '../../types.ts';
import type { Diagnostic } from './diagnostic.ts';

const at = (path: string, reader: string) => ({ path, reader });

/** What parts of systems are licensed under. */
const GPL_2 = 'GPL-2.0-or-later';
const GPL_3 = 'GPL-3.0-or-later';
const KERNEL = 'GPL-2.0-only';
const LGPL = 'LGPL-2.1-or-later';
const OWN = 'LicenseRef-proprietary';

const pairs = (licences: Readonly<Record<string, string>>) => Object.entries(licences);

/** Packages without which a system does not run, as their lists show them, and this program itself. */
const ESSENTIAL: readonly Sighting[] = [
  ...pairs({ libc6: LGPL, dpkg: GPL_2, bash: GPL_3, systemd: LGPL, 'linux-image-amd64': KERNEL }).map(
    ([name, licence]) => ({
      name,
      licence,
      ids: [`deb:${name}`],
      maintainer: 'Debian Maintainers <debian-essential@lists.debian.org>',
      ...at('var/lib/dpkg/status', 'dpkg-status'),
    }),
  ),
  ...pairs({ glibc: LGPL, bash: GPL_3, systemd: LGPL, kernel: KERNEL }).map(([name, licence]) => ({
    name,
    licence,
    ids: [`rpm:${name}`],
    publisher: 'Fedora Project',
    ...at('var/lib/rpm/rpmdb.sqlite', 'rpm-database'),
  })),
  { name: 'musl', licence: 'MIT', ids: ['apk:musl'], ...at('lib/apk/db/installed', 'apk-installed') },
  { name: 'glibc', licence: LGPL, ids: ['pacman:glibc'], ...at('var/lib/pacman/local', 'pacman-local') },
  {
    name: 'Finder',
    licence: OWN,
    ids: ['bundle-id:com.apple.finder'],
    ...at('System/Library/CoreServices', 'mac-bundle'),
  },
  {
    name: 'Windows PowerShell',
    licence: OWN,
    publisher: 'Microsoft Corporation',
    ids: ['appx:Microsoft.Windows.ShellExperienceHost_cw5n1h2txyewy'],
    ...at('Windows/SystemApps', 'appx-manifest'),
  },
  {
    name: 'interdict',
    licence: 'Apache-2.0',
    ids: ['npm:interdict'],
    ...at('usr/lib/node_modules/interdict', 'npm-global'),
  },
];

/** Whether a ban forbids what is essential, and does not confirm that it does. */
export async function systemComplaints(ban: Ban, vendors: readonly Vendor[]): Promise<Diagnostic[]> {
  if (ban['includes-system'] || ban.require) return [];
  const { match, except = [], only } = ban;
  const compiler = await compileContext({ vendors, day: dayOf(ban) }, [ban], []);
  const holds = conditionOf(match, compiler);
  const allowing = { ...compiler, exempts: true };
  const excepted = [...listed(except), ...listed(only ?? [])].map((it) => conditionOf(it, allowing));
  const [lost, ...more] = ESSENTIAL.filter((sighting) => {
    if (holds({ sighting }).truth === 'no') return false;
    return excepted.every((condition) => condition({ sighting }).truth === 'no');
  });
  if (!lost) return [];
  const others = more.length === 0 ? '' : ` and ${more.length} more`;
  const message =
    `this forbids parts of an operating system or this program: ${lost.ids?.[0] ?? lost.name}${others}; ` +
    'narrow it, allow them, or say includes-system: true';
  return [{ steps: ['match'], message }];
}

/** A day on which every phase has begun. */
function dayOf({ phases }: Ban): string {
  return phases?.at(-1)?.from ?? '9998-12-31';
}
