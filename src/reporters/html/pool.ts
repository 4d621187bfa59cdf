/** Texts of a page, each once: fifty thousand rows share most of what they say. */
export interface Pool {
  /** The number that stands for a text. */
  number(text: string): number;
  /** The texts that came since this was asked last, in the order of their numbers. */
  fresh(): readonly string[];
  /** Characters of those. */
  freshSize(): number;
}

/** An empty pool. */
export function pool(): Pool {
  const numbers = new Map<string, number>();
  let fresh: string[] = [];
  let size = 0;
  return {
    number(text) {
      const known = numbers.get(text);
      if (known !== undefined) return known;
      numbers.set(text, numbers.size);
      fresh.push(text);
      size += text.length;
      return numbers.size - 1;
    },
    fresh() {
      const texts = fresh;
      fresh = [];
      size = 0;
      return texts;
    },
    freshSize: () => size,
  };
}
