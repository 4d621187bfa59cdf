/** Lines of other lists that a strict reader takes for lines of its own: none of their programs is lost. */
import { describe, expect, test } from 'vitest';
import { scan } from '../../src/scan/index.ts';
import { memorySource } from '../../src/sources/file.ts';

const stanza = (name: string) => [
  `Package: ${name}`,
  'Status: install ok installed',
  'Architecture: amd64',
  'Maintainer: Elm @ Example <elm@example.org>',
  'Version: 12.1',
  'Description: Views',
  ' It looks @2x.',
];
const spdx = [
  'SPDXVersion: SPDX-2.3',
  'PackageName: alder',
  'SPDXID: SPDXRef-1',
  'PackageVersion: <text>1.0',
  '  of the year</text>',
  'PackageDownloadLocation: NOASSERTION',
];
const ports = ['  alder @5.2.21_0 (active)'];

async function seen(lines: readonly string[], end: string) {
  const text = lines.map((line) => line + end).join('');
  const { sightings, gaps } = await scan(memorySource(Buffer.from(text), 'status'));
  return { names: sightings.map((one) => one.name).sort(), gaps };
}

describe.each(['\n', '\r\n'])('with %j', (end) => {
  test('nothing is reported of stanzas alone', async () => {
    const lines = [...stanza('elm'), '', ...stanza('birch'), ''];
    expect(await seen(lines, end)).toEqual({ names: ['birch', 'elm'], gaps: [] });
  });

  test('a package of SPDX above the first stanza is read', async () => {
    expect((await seen([...spdx, ...stanza('elm'), ''], end)).names).toEqual(['alder', 'elm']);
  });

  test('a package of SPDX above a stanza with a blank before its colon is read', async () => {
    const [, ...others] = stanza('elm');
    const lines = [...spdx, 'Package : elm', ...others, ''];
    expect((await seen(lines, end)).names).toEqual(['alder', 'elm']);
  });

  test('a package of SPDX above a later stanza is read', async () => {
    const lines = [...stanza('elm'), '', ...spdx, ...stanza('birch'), ''];
    expect((await seen(lines, end)).names).toEqual(['alder', 'birch', 'elm']);
  });

  test.each([1, 3, 6, 7])('a port of MacPorts behind line %i of a stanza is read', async (at) => {
    const lines = stanza('elm').toSpliced(at, 0, ...ports);
    expect((await seen([...lines, ''], end)).names).toEqual(['alder', 'elm']);
  });
});
