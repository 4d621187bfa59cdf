/** Lists that begin within another document, at a line that its reader took for something else. */
import { expect, test } from 'vitest';
import { scan } from '../../src/scan/index.ts';
import { memorySource } from '../../src/sources/file.ts';

const seen = async (text: string, name: string) => {
  const { sightings, gaps } = await scan(memorySource(Buffer.from(text), name));
  return { names: sightings.map((one) => one.name), gaps: gaps.map(({ reason }) => reason) };
};

test('a heading below the heading of another list begins a list', async () => {
  const fink = 'Information about 812 packages read in 1 seconds.\n i \talder\t4.2-1\tA viewer\n';
  const choco = 'elm 7.1.0.42\n1 packages installed.\n';
  const { names, gaps } = await seen(`Chocolatey v2.2.2\n${fink}${choco}`, 'choco.txt');
  expect(names).toEqual(['alder', 'elm']);
  expect(gaps).toEqual(['line 2: a list of another kind begins here, and where it ends is not clear']);
});
