/** One part of several: `2/8` is the second of eight. */
export interface Shard {
  readonly index: number;
  readonly of: number;
}

const FORM = /^(?<index>\d{1,6})\/(?<of>\d{1,6})$/u;

/** @throws Error when the text is not `i/n` with 1 ≤ i ≤ n */
export function parseShard(text: string): Shard {
  const groups = FORM.exec(text)?.groups;
  const index = Number(groups?.['index']);
  const of = Number(groups?.['of']);
  if (!groups || index < 1 || index > of)
    throw new Error(`--shard ${text}: give i/n with i from 1 to n, as in 2/8`);
  return { index, of };
}

/**
 * Whether a host is in a shard. It depends on the host's name alone, so that hosts which come and go move no
 * other host, and every shard can be run anywhere and again.
 */
export function isInShard(host: string, shard: Shard): boolean {
  return spread(hash(host)) % shard.of === shard.index - 1;
}

/**
 * FNV-1a over the code units of a name: a shard of two hundred asks it of a million names.
 *
 * @see https://datatracker.ietf.org/doc/html/draft-eastlake-fnv
 */
function hash(text: string): number {
  let sum = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) sum = Math.imul(sum ^ text.charCodeAt(at), 0x01000193);
  return sum >>> 0;
}

/** Makes each bit depend on all others, since names in a row differ in their last letters alone. */
function spread(sum: number): number {
  let mixed = Math.imul(sum ^ (sum >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
