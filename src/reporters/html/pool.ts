/** Texts of a page, each once: fifty thousand rows share most of what they say. */
export interface Pool {
  /** The number that stands for a text. */
  number(text: string): number;
  /** All texts, in the order of their numbers. */
  texts(): Iterable<string>;
}

/** An empty pool. */
export function pool(): Pool {
  const numbers = new Map<string, number>();
  return {
    number(text) {
      const known = numbers.get(text);
      if (known !== undefined) return known;
      numbers.set(text, numbers.size);
      return numbers.size - 1;
    },
    texts: () => numbers.keys(),
  };
}
