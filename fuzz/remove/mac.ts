import { PLANTED } from '../plant/documents.ts';
import type { Machine } from './machine.ts';

/**
 * A Mac with two applications, the banned one in a folder.
 *
 * @param folder where it lies, from the root
 * @param own the folders on the way to it that go with it
 */
function macWith(name: string, folder: string, own: readonly string[] = []): Machine {
  const bundles = ['Applications/Safari.app', `${folder}/${PLANTED}.app`];
  const places = [...bundles.flatMap((bundle) => [bundle, `${bundle}/Contents`]), ...own];
  return {
    name,
    kind: 'root',
    files: new Map([
      [
        'System/Library/CoreServices/SystemVersion.plist',
        plist('<key>ProductName</key><string>macOS</string><key>ProductVersion</key><string>15.1</string>'),
      ],
      ...bundles.flatMap((bundle) => {
        const program = bundle.slice(bundle.lastIndexOf('/') + 1, -'.app'.length);
        return [
          [`${bundle}/Contents/Info.plist`, info(program)],
          [`${bundle}/Contents/MacOS/${program}`, '#!/bin/sh\n'],
        ] as const;
      }),
    ]),
    lists: ['Applications'],
    own: places,
    // An empty folder is what is left of a bundle, and a link without a target is what macOS has for some of its own.
    leaves: { folder: places, link: places },
  };
}

function info(name: string): string {
  return plist(
    `<key>CFBundleIdentifier</key><string>org.example.${name}</string><key>CFBundleName</key><string>${name}</string><key>CFBundleExecutable</key><string>${name}</string><key>CFBundleShortVersionString</key><string>1.0</string><key>CFBundlePackageType</key><string>APPL</string>`,
  );
}

function plist(keys: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<plist version="1.0"><dict>${keys}</dict></plist>\n`;
}

/** Macs with applications of the machine and of an account. */
export const MACS: readonly Machine[] = [
  macWith('mac', 'Applications'),
  macWith('mac, a deeper folder', 'Applications/Tools/Scanners', [
    'Applications/Tools',
    'Applications/Tools/Scanners',
  ]),
  macWith('mac, an account', 'Users/ash/Applications', ['Users', 'Users/ash', 'Users/ash/Applications']),
];
