/** Documents behind blank lines: the answer is that of the document. */
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { describe, expect, test } from 'vitest';
import { scan } from '../../src/scan/index.ts';
import { memorySource } from '../../src/sources/file.ts';

const FILES = [
  'apk-installed/normal/lib/apk/db/installed',
  'arp-names/normal/names.txt',
  'cyclonedx/xml-with-a-subject/alder.xml',
  'dpkg-list/normal/packages.txt',
  'dpkg-status/normal/var/lib/dpkg/status',
  'rpm-list/normal/rpm-qa.txt',
  'swid-tag/normal/alder.swidtag',
  'winget-list/normal/winget.txt',
];

const BLANKS: Readonly<Record<string, string>> = {
  'one line': '\n',
  'lines with blanks': '\r\n \t\n',
  'more than is looked at first': '\n'.repeat(70_000),
  'a long line': `${' '.repeat(70_000)}\r\n`,
};

async function seenIn(content: Uint8Array, name: string) {
  const { sightings, gaps } = await scan(memorySource(content, name));
  return {
    programs: sightings.map(({ name: program, version, reader }) => `${reader} ${program} ${version}`),
    lines: sightings.map(({ line }) => line),
    reasons: gaps.map(({ reason }) => reason),
  };
}

describe.each(FILES)('%s', (path) => {
  const body = readFileSync(`fixtures/readers/${path}`);
  test.each(Object.keys(BLANKS))('behind %s', async (form) => {
    const before = BLANKS[form] ?? '';
    const bare = await seenIn(body, basename(path));
    const whole = await seenIn(Buffer.concat([Buffer.from(before), body]), basename(path));
    expect(bare.programs).not.toEqual([]);
    const by = before.split('\n').length - 1;
    expect(whole).toEqual({ ...bare, lines: bare.lines.map((line) => line && line + by) });
  });
});

test('a first line that is indented stays so', async () => {
  const table = `${'\n'.repeat(3)}   Name   Version\n   -----  -------\n   Alder  1.0\n`;
  expect((await seenIn(Buffer.from(table), 'a.txt')).programs).toEqual(
    (await seenIn(Buffer.from(table.trimStart().padStart(table.trimStart().length + 3)), 'a.txt')).programs,
  );
});

test('bytes that are no text begin with their first one', async () => {
  const bytes = readFileSync('fixtures/readers/cyclonedx/protobuf/bom.cdx.bin');
  expect(bytes[0]).toBe(0x0a);
  expect((await seenIn(bytes, 'bom.cdx.bin')).programs).not.toEqual([]);
});

test('a file of blanks alone contains nothing', async () => {
  const { programs, reasons } = await seenIn(Buffer.from('\n'.repeat(70_000)), 'a.txt');
  expect(programs).toEqual([]);
  expect(reasons).toHaveLength(1);
});
