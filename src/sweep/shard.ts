import { createHash } from 'node:crypto';

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
  const digest = createHash('sha256').update(host).digest();
  return digest.readUInt32BE(0) % shard.of === shard.index - 1;
}
