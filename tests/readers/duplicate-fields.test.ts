/** A field that stands twice in one record, with two values: the report says so, whichever of them counts. */
import { expect, test } from 'vitest';
import { readerOf } from '../../src/readers/load.ts';
import type { FileResolver, Program } from '../../src/types.ts';

const resolver = { path: 'part.txt', read: () => undefined } as unknown as FileResolver;

async function readWith(id: string, text: string) {
  const reader = await readerOf(id);
  const names: string[] = [];
  const given = (program: Program) => names.push(program.name);
  try {
    for (const program of reader.read(Buffer.from(text), resolver)) given(program);
  } catch (fault) {
    return { names, fault: String(fault) };
  }
  return { names, fault: undefined };
}

const DESKTOP = '[Desktop Entry]\nType=Application\nExec=/opt/alder/alder\nName=Alder\n';
const RPM =
  'Name        : alder\nVersion     : 1\nRelease     : 1\nArchitecture: x86_64\nLicense     : MIT\nVendor      : Alder\nDescription :\nIt grows.\n';
const SPDX =
  'SPDXVersion: SPDX-2.3\nSPDXID: SPDXRef-DOCUMENT\nPackageName: alder\nSPDXID: SPDXRef-a\nPackageVersion: 1\nPackageDownloadLocation: NONE\n';
const YAML =
  'spdxVersion: SPDX-2.3\nSPDXID: SPDXRef-DOCUMENT\npackages:\n- name: alder\n  SPDXID: SPDXRef-a\n  downloadLocation: NONE\n';
const LIST = 'DisplayName    : Alder\nDisplayVersion : 1\nPublisher      : Birch\n\n';
const WMIC = '\nName=Alder\nVendor=Birch\nVersion=1\n\n';
const PACMAN = 'Name            : alder\nVersion         : 1-1\nDescription     : A tree\n\n';
const PUPPET = "package { 'alder':\n  ensure   => '1',\n  provider => 'apt',\n}\n";
const PROFILER =
  'Applications:\n\n    Alder:\n\n      Version: 1\n      Location: /Applications/Alder.app\n\n';
const METADATA = 'Metadata-Version: 2.1\nName: alder\nVersion: 1\n\nIt grows.\nName: birch\n';
const WINE =
  'WINE REGISTRY Version 2\n;; All keys relative to REGISTRY\\\\Machine\n\n[Software\\\\Microsoft\\\\Windows\\\\CurrentVersion\\\\Uninstall\\\\Alder] 1\n"DisplayName"="Alder"\n\n[Software] 1\n\n';

test.each([
  ['desktop-entry', DESKTOP, 'Name=Alder\n', 'Name=Birch\n', 'Birch'],
  ['autostart-entry', DESKTOP, 'Exec=/opt/alder/alder\n', 'Exec=/opt/birch/birch\n', 'Alder'],
  [
    'flatpak',
    '[Application]\nname=org.example.Alder\n',
    'name=org.example.Alder\n',
    'name=org.example.Birch\n',
    'org.example.Birch',
  ],
  [
    'repo-source',
    '[a]\nbaseurl=https://alder.example/\n',
    'baseurl=https://alder.example/\n',
    'baseurl=https://birch.example/\n',
    'birch.example',
  ],
  ['rpm-list', RPM, 'Version     : 1\n', 'Version     : 2\n', 'alder'],
  ['rpm-list', RPM, 'Vendor      : Alder\n', 'Vendor      : Birch\n', 'alder'],
  ['rpm-list', RPM + RPM, `It grows.\n${RPM.slice(0, 20)}`, 'Name        : birch\n', 'alder'],
  ['spdx', SPDX, 'PackageVersion: 1\n', 'PackageVersion: 2\n', 'alder'],
  ['spdx', YAML, '- name: alder\n', '  name: birch\n', 'birch'],
  ['powershell-output', LIST, 'DisplayVersion : 1\n', 'DisplayVersion : 2\n', 'Alder'],
  ['wmic-product', WMIC, 'Vendor=Birch\n', 'Vendor=Cedar\n', 'Alder'],
  ['pacman-list', PACMAN, 'Version         : 1-1\n', 'Version         : 2-1\n', 'alder'],
  ['puppet-resource', PUPPET, "  ensure   => '1',\n", "  ensure   => '2',\n", 'alder'],
  ['system-profiler', PROFILER, '      Version: 1\n', '      Version: 2\n', 'Alder'],
  ['python-distribution', METADATA, 'Name: alder\n', 'Name: birch\n', 'alder'],
  ['registry-uninstall', WINE, '"DisplayName"="Alder"\n', '"DisplayName"="Birch"\n', 'Birch'],
])('%s: %j with %j', async (id, text, field, other, name) => {
  const whole = await readWith(id, text);
  expect(whole.fault).toBeUndefined();
  expect(whole.names).not.toEqual([]);
  // The same value twice says nothing new.
  const same = text.replace(field, field + field);
  if (id !== 'rpm-list') expect(await readWith(id, same)).toMatchObject({ fault: undefined });
  const twice = await readWith(id, text.replace(field, field + other));
  expect(twice.names).toContain(name);
  expect(twice.fault).toMatch(/twice|two v|second value|without its end/u);
});
