/** What is remembered of the head of a file. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { ofLastHead } from '../../src/formats/text/head-text.ts';

test('asks once for the same head, and again for another with the same bytes', () => {
  let asked = 0;
  const lengthOf = ofLastHead((head) => {
    asked++;
    return head.length;
  });
  const head = Buffer.from('alder');
  expect([lengthOf(head), lengthOf(head), asked]).toEqual([5, 5, 1]);
  expect([lengthOf(Buffer.from('alder')), asked]).toEqual([5, 2]);
});

test('keeps no head, however long the event loop does not turn', () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const lengthOf = ofLastHead((head) => head.length);
  collect();
  const before = process.memoryUsage().arrayBuffers;
  for (let at = 0; at < 256; at++) lengthOf(new Uint8Array(1 << 20));
  collect();
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(1 << 25);
});
