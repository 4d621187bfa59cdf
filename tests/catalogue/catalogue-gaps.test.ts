/** The comparison of the catalogue with an index of a registry finds what is missing, and only that. */
import { expect, test } from 'vitest';
import { gapsIn } from '../../scripts/catalogue/gaps.ts';
import { indexEntries } from '../../scripts/catalogue/index-entries.ts';
import { catalogueOf } from '../../src/catalogue/index.ts';
import type { Vendor } from '../../src/schema/index.ts';

const vendors: Vendor[] = [
  {
    id: 'alder',
    name: 'Alder Software',
    aliases: ['Alder'],
    country: 'DE',
    categories: ['software'],
    publishers: ['Alder Software GmbH'],
    signers: { 'apple-team-id': ['ABCDE12345'] },
    products: [
      {
        id: 'alder-chat',
        name: 'Alder Chat',
        categories: ['messenger'],
        names: ['Alder Chat'],
        ids: { winget: ['Alder.Chat'] },
      },
    ],
  },
];

const catalogue = catalogueOf(vendors, '2026-11-28');

const missing = (path: string, text: string) =>
  gapsIn(catalogue, indexEntries(path, text)).gaps.map(
    ({ vendor, id, because }) => `${vendor} ${id}: ${because}`,
  );

test('an index of winget', () => {
  const csv = [
    '"PackageId","Version","Name","LastUpdate"',
    '"Alder.Chat","1.0","Alder Chat","2026-01-01"',
    '"Alder.Drive","1.0","Alder Drive","2026-01-01"',
    '"Birch.Clone","1.0","Alder Chat","2026-01-01"',
    '"Oak.Tree","1.0","Oak, ""Tree""","2026-01-01"',
  ].join('\r\n');
  expect(missing('index.csv', csv)).toEqual([
    'alder winget:Alder.Drive: the publisher part Alder is its name or brand',
    'alder winget:Birch.Clone: the name Alder Chat is of this vendor',
  ]);
  expect(gapsIn(catalogue, indexEntries('index.csv', csv)).all).toBe(3);
  expect(missing('ids.txt', 'Alder.Chat\nAlderSoftware.Drive\n')).toEqual([
    'alder winget:AlderSoftware.Drive: the publisher part AlderSoftware is its name or brand',
  ]);
});

test('the casks of Homebrew', () => {
  const casks = [
    {
      token: 'alder-chat',
      name: ['Alder Chat'],
      artifacts: [
        { uninstall: [{ quit: 'de.alder.chat', pkgutil: ['de.alder.pkg', 'de.alder.*'] }] },
        { app: ['Alder.app'] },
      ],
    },
    { token: 'oak', name: ['Oak'], artifacts: [] },
  ];
  const because = 'the name Alder Chat is of this vendor';
  expect(missing('cask.json', JSON.stringify(casks))).toEqual([
    `alder cask:alder-chat: ${because}`,
    `alder bundle-id:de.alder.chat: ${because}`,
    `alder receipt:de.alder.pkg: ${because}`,
  ]);
});

test('a label of Installomator', () => {
  const label =
    'alderchat)\n    name="Alder Chat"\n    type="dmg"\n    packageID="de.alder.pkg"\n    expectedTeamID="ABCDE12345"\n    ;;\n';
  expect(missing('alderchat.sh', label)).toEqual([
    'alder receipt:de.alder.pkg: team-id:ABCDE12345 is of this vendor',
  ]);
});

test('anything else is refused', () => {
  expect(() => indexEntries('notes.txt', 'Some notes\nwithout ids\n')).toThrow('notes.txt: not an index');
});
