import { ofLastHead } from './head-text.ts';

/**
 * The beginning of a file as text, for showing its kind: ASCII of any encoding comes out as ASCII, and what
 * is not ASCII must not matter. Unlike `text` it does not mind that the bytes end early.
 */
export const memoiseHead: (head: Uint8Array) => string = ofLastHead((head) => {
  const latin = Buffer.from(head.buffer, head.byteOffset, head.length).toString('latin1');
  return latin.includes('\0') ? latin.replaceAll('\0', '') : latin;
});
