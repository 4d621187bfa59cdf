/** What is remembered of the head of a file. */
import { expect, test } from 'vitest';
import { ofLastHead } from '../../src/formats/text/head-text.ts';
import { heldMemory } from '../support/held-memory.ts';

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
  const lengthOf = ofLastHead((head) => head.length);
  const before = heldMemory().buffers;
  for (let at = 0; at < 256; at++) lengthOf(new Uint8Array(1 << 20));
  expect(heldMemory().buffers - before).toBeLessThan(1 << 25);
});
