/** Whole numbers from 0 to below a bound, the same at every run of a seed: mulberry32. */
export type Random = (below: number) => number;

/** Numbers that follow from a seed alone. */
export function randomFrom(seed: number): Random {
  let state = seed | 0;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    const once = Math.imul(state ^ (state >>> 15), 1 | state);
    const twice = (once + Math.imul(once ^ (once >>> 7), 61 | once)) ^ once;
    return ((twice ^ (twice >>> 14)) >>> 0) % Math.max(1, below);
  };
}

/**
 * Whole numbers that bytes choose, two of them each, as long as there are some: whoever changes a byte changes one
 * choice and keeps the others. Behind their end a seed made of them goes on.
 */
export function randomOf(bytes: Uint8Array): Random {
  const after = randomFrom(seedOf(Buffer.from(bytes).toString('latin1')));
  let at = 0;
  return (below) => {
    if (at + 1 >= bytes.length) return after(below);
    const value = ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
    at += 2;
    return value % Math.max(1, below);
  };
}

/** A number for a word, to seed by. */
export function seedOf(word: string): number {
  return [...word].reduce((sum, letter) => (Math.imul(sum, 31) + letter.charCodeAt(0)) | 0, 7);
}

/** The same things in an order that a seed chooses. */
export function shuffled<Thing>(things: readonly Thing[], random: Random): Thing[] {
  const order = [...things];
  for (let at = order.length - 1; at > 0; at--) {
    const other = random(at + 1);
    [order[at], order[other]] = [order[other] as Thing, order[at] as Thing];
  }
  return order;
}
