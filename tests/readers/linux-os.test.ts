import { expect, test } from 'vitest';
import { osOf } from '../../src/scan/detect-os.ts';

const machines: [string, Record<string, string>, unknown][] = [
  [
    'Debian by its os-release file',
    {
      'etc/os-release': 'PRETTY_NAME="Debian 12"\nVERSION_ID="12"\nID=debian\n',
      'etc/debian_version': '12.5\n',
    },
    { id: 'debian', version: '12' },
  ],
  [
    'a system whose os-release is only under usr/lib, with single quotes',
    { 'usr/lib/os-release': "ID='fedora'\nVERSION_ID=40\n" },
    { id: 'fedora', version: '40' },
  ],
  ['a rolling system without a version', { 'etc/os-release': 'ID=arch\n' }, { id: 'arch' }],
  [
    'an os-release without an id, told by lsb-release',
    { 'etc/os-release': 'NAME=x\n', 'etc/lsb-release': 'DISTRIB_ID=Ubuntu\nDISTRIB_RELEASE=10.04\n' },
    { id: 'ubuntu', version: '10.04' },
  ],
  [
    'CentOS 6, which has redhat-release alone',
    { 'etc/redhat-release': 'CentOS release 6.10 (Final)\n' },
    { id: 'centos', version: '6.10' },
  ],
  [
    'Red Hat by its full name',
    { 'etc/redhat-release': 'Red Hat Enterprise Linux Server release 7.9 (Maipo)\n' },
    { id: 'rhel', version: '7.9' },
  ],
  ['Alpine', { 'etc/alpine-release': '3.19.1\n' }, { id: 'alpine', version: '3.19.1' }],
  [
    'macOS',
    {
      'System/Library/CoreServices/SystemVersion.plist':
        '<plist><dict><key>ProductVersion</key>\n\t<string>14.5</string></dict></plist>',
    },
    { id: 'macos', version: '14.5' },
  ],
  [
    'Windows by a file that every one has',
    { 'Windows/win.ini': '; for 16-bit app support\r\n' },
    { id: 'windows' },
  ],
  ['a container of Windows', { 'Files/Windows/win.ini': '' }, { id: 'windows' }],
  ['an empty release file', { 'etc/redhat-release': '\n' }, undefined],
  ['nothing', {}, undefined],
];

test.each(machines)('%s is named', (_, files, os) => {
  expect(osOf((path) => (path in files ? Buffer.from(files[path] ?? '') : undefined))).toEqual(os);
});
