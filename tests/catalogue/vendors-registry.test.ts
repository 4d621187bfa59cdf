/** Every mark that the catalogue has for what Windows keeps in its registry, from an export to the vendor. */
import { expect, test } from 'vitest';
import { registryUninstall } from '../../src/readers/windows/registry-uninstall/index.ts';
import type { FactMapping, Vendor } from '../../src/schema/index.ts';
import type { Program } from '../../src/types.ts';
import { builtInCatalogue, facts, vendors } from '../support/built-in.ts';
import { memoryTree, readAll } from '../support/rpm-reading.ts';

const MACHINE = 'HKEY_LOCAL_MACHINE';
const UNINSTALL = `${MACHINE}\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Uninstall`;
const APPS = `${MACHINE}\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Appx\\AppxAllUserStore\\Applications`;
const SERVICES = `${MACHINE}\\SYSTEM\\CurrentControlSet\\Services`;

/** How each kind of mark stands in the registry. */
const KEYS: Readonly<Record<string, (value: string, publisher: string) => string>> = {
  name: (value, publisher) => entry('some program', { DisplayName: value, Publisher: publisher }),
  publisher: (value) => entry('some program', { DisplayName: 'Some Program', Publisher: value }),
  'product-code': (value, publisher) => entry(value, { DisplayName: 'Some Program', Publisher: publisher }),
  'uninstall-key': (value, publisher) => entry(value, { DisplayName: 'Some Program', Publisher: publisher }),
  winget: (value) => entry('some program', { DisplayName: 'Some Program', WinGetPackageIdentifier: value }),
  service: (value) => key(`${SERVICES}\\${value}`, { ImagePath: 'C:\\Windows\\some.exe' }),
  driver: (value) => driver(value.replace(/\.sys$/iu, '')),
  appx: (value) => key(`${APPS}\\${value.replace(/_(?=[^_]*$)/u, '_1.2.3.0_x64__')}`),
  'registry-key': (value) => key(value.replace(/^HKLM(?=\\)/u, MACHINE)),
};

/** What has to be there, so that no kind of mark is forgotten by being absent from the catalogue. */
const WANTED: Readonly<Record<string, readonly string[]>> = {
  kaspersky: ['name', 'publisher', 'product-code', 'service', 'driver', 'registry-key'],
  'doctor-web': ['name', 'publisher', 'service'],
  'qihoo-360': ['name', 'publisher', 'uninstall-key', 'service'],
  tencent: ['name', 'publisher', 'uninstall-key', 'appx'],
  bytedance: ['name', 'publisher', 'appx'],
};

const catalogue = builtInCatalogue('2026-11-24');

test.each(Object.keys(WANTED))('every mark of %s in a registry tells who made it', (id) => {
  const vendor = vendors.find((one) => one.id === id) as Vendor;
  const marks = marksOf(vendor);
  expect(marks.map(([kind]) => kind)).toEqual(expect.arrayContaining([...(WANTED[id] ?? [])]));
  const lost = marks.filter(([kind, fact]) => !isTold(vendor, exportOf(vendor, kind, fact)));
  expect(lost.map(([kind, fact]) => `${kind}:${fact.value}`)).toEqual([]);
});

test('a machine without marks describes none of them', () => {
  const export_ = `${HEAD}${entry('some program', { DisplayName: 'Some Program' })}`;
  for (const id of Object.keys(WANTED)) {
    expect(isTold(vendors.find((one) => one.id === id) as Vendor, export_)).toBe(false);
  }
});

/** Marks that decide alone, or with the publisher; the others are not a proof in a registry either. */
function marksOf(vendor: Vendor): [kind: string, fact: FactMapping][] {
  const all = [
    { names: vendor.publishers, kind: 'publisher', ids: vendor.ids },
    ...(vendor.products ?? []).map(({ names, ids }) => ({ names, kind: 'name', ids })),
  ];
  return (
    all
      .flatMap(({ names, kind, ids }) => [[kind, names] as const, ...Object.entries(ids ?? {})])
      .flatMap(([kind, list]) => facts(list).map((fact): [string, FactMapping] => [kind, fact]))
      .filter(([kind, fact]) => kind in KEYS && fact.confidence !== 'low')
      // The registry always shows the hash of the publisher; names without it come from lists of packages.
      .filter(([kind, fact]) => kind !== 'appx' || fact.value.includes('_'))
      .filter(
        ([kind, fact]) => fact.with === undefined || (fact.with === 'publisher' && takesPublisher(kind)),
      )
  );
}

function takesPublisher(kind: string): boolean {
  return ['name', 'product-code', 'uninstall-key'].includes(kind);
}

function exportOf(vendor: Vendor, kind: string, fact: FactMapping): string {
  const publisher = facts(vendor.publishers).find((one) => !one.with && one.confidence !== 'low')?.value;
  const second = fact.with === 'publisher' ? (publisher ?? '') : '';
  const value = fact.value.replace(/#/gu, '21.3').replace(/\*/gu, 'x');
  return `${HEAD}[${UNINSTALL}]\r\n\r\n${KEYS[kind]?.(value, second)}`;
}

function isTold(vendor: Vendor, written: string): boolean {
  const { programs, fault } = readAll(registryUninstall, Buffer.from(written), memoryTree('alder.reg'));
  expect(fault).toBeUndefined();
  return programs.some((program: Program) =>
    catalogue.identify(program).identities.some((identity) => identity.vendor === vendor),
  );
}

const HEAD = '\ufeffWindows Registry Editor Version 5.00\r\n\r\n';

function entry(name: string, values: Readonly<Record<string, string>>): string {
  return key(`${UNINSTALL}\\${name}`, values);
}

function driver(name: string): string {
  const image = `system32\\drivers\\${name}.sys`;
  return key(`${SERVICES}\\${name}`, { ImagePath: image }).replace(/\r\n$/u, '"Type"=dword:00000002\r\n\r\n');
}

function key(path: string, values: Readonly<Record<string, string>> = {}): string {
  const lines = Object.entries(values)
    .filter(([, value]) => value !== '')
    .map(([name, value]) => `"${name}"="${value.replace(/[\\"]/gu, '\\$&')}"\r\n`);
  return `[${path}]\r\n${lines.join('')}\r\n`;
}
