/** Lists of every reader, put into documents of every other: at the front, between any two lines, at the end. */
import { expect, test } from 'vitest';
import { fixtureDocuments } from '../../fuzz/plant/fixtures.ts';
import { isHidden } from '../../fuzz/plant.ts';

/** Reader of the planted list and reader of the document that hid it once. */
const HIDDEN = [
  ['slackware', 'pacman-local'],
  ['slackware', 'powershell-output'],
  ['slackware', 'slackware'],
  ['macports-list', 'swid-tag'],
  ['macports-list', 'chocolatey'],
  ['macports-list', 'powershell-output'],
  ['macports-list', 'dnf-list'],
  ['nirsoft-text', 'swid-tag'],
  ['pacman-list', 'dism-packages'],
  ['puppet-resource', 'pacman-list'],
  ['puppet-resource', 'cyclonedx'],
  ['system-profiler', 'python-distribution'],
  ['osquery', 'appx-manifest'],
  ['osquery', 'python-distribution'],
  ['rpm-list', 'choco-list'],
  ['rpm-list', 'dnf-list'],
  ['rpm-list', 'wmic-product'],
  ['arp-names', 'nessus-report'],
  ['arp-names', 'powershell-output'],
  ['snap-list', 'rpm-list'],
  ['nix-list', 'winget-list'],
  ['mas-list', 'winget-list'],
  ['xbps-list', 'winget-list'],
  ['dpkg-list', 'wmic-product'],
  ['scoop-list', 'python-distribution'],
  ['swid-tag', 'swid-tag'],
  ['fink-list', 'choco-list'],
  ['pkgutil-info', 'dpkg-status'],
  ['ideviceinstaller-list', 'python-distribution'],
  ['guix-profile', 'slackware'],
] as const;
const { hosts, plants } = await fixtureDocuments(4, new Set(HIDDEN.flat()));

test.each(HIDDEN)('a list of %s is not lost at any line of a document of %s', async (plantId, hostId) => {
  const [, plant = ''] = plants.find(([name]) => name.startsWith(`${plantId} `)) ?? [];
  const host = hosts.find(({ name }) => name.startsWith(`${hostId} `));
  expect(plant).not.toBe('');
  const bytes = host?.bytes ?? new Uint8Array();
  const lost: number[] = [];
  for (let at = 0, line = 1; at !== -1 && at < bytes.length; line++) {
    const mixed = Buffer.concat([bytes.subarray(0, at), Buffer.from(plant), bytes.subarray(at)]);
    if (await isHidden(mixed, host?.base ?? '')) lost.push(line);
    const newline = bytes.indexOf(0x0a, at);
    at = newline === -1 ? newline : newline + 1;
  }
  expect(lost).toEqual([]);
});
