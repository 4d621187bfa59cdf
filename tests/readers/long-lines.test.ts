import { describe, expect, test } from 'vitest';
import { stopwatch } from '../../fuzz/stopwatch.ts';
import { allReaders } from '../../src/readers/load.ts';
import { memoryTree, readAll } from '../support/rpm-reading.ts';

describe('no line is so long that a reader of Linux takes long over it', async () => {
  const mine = (await allReaders()).filter(({ id, pathOnly: namesOnly }) => MINE.test(id) && !namesOnly);
  test.each(mine.map((reader) => [reader.id, reader] as const))('%s', (_, reader) => {
    for (const start of STARTS) {
      for (const part of PARTS) {
        const data = Buffer.from(`${start}${part.repeat(40_000 / part.length)}!\n`);
        const took = stopwatch();
        reader.recognises?.(data, 'list.txt');
        readAll(reader, data, memoryTree('etc/list.txt'));
        expect(took(), JSON.stringify([start, part])).toBeLessThan(1000);
      }
    }
  });
});

const MINE = /^(?:dpkg|apk|pacman|portage|slackware|kernel-module-list|apt-|repo-|snap|flatpak|desktop|nix)/u;
const STARTS = [
  '',
  'ii  a ',
  'Name: ',
  'Package: a\n',
  'P:',
  '%NAME%\n',
  '[ ',
  '{"a":"',
  'deb [',
  '[x]\nbaseurl=',
  'a/b 1 all [',
  'a-1 ',
];
const PARTS = [' ', 'a', '-1', '.1', '1:', '[', '(', '=', '\t', '"', '\\', ' a', 'a-', ' (a)', ' [a]', '{'];
