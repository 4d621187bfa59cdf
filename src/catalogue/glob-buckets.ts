import type { Glob } from '../matching/glob.ts';

/** A glob, the text that it begins or ends with, and what it stands for. */
export interface GlobEntry<Value> {
  readonly glob: Glob;
  readonly literal: string;
  readonly value: Value;
}

/**
 * Globs by the literal text at one end of them. A first look goes by a few letters, because most texts share these with
 * no glob; of those that do, only globs are asked whose whole literal text is there.
 */
export interface GlobBuckets<Value> {
  add(entry: GlobEntry<Value>): void;
  /** Adds every entry whose glob matches. */
  collect(text: string, found: GlobEntry<Value>[]): void;
  /** The literal texts of all. */
  literals(): Iterable<string>;
}

/** The first or the last letters of a text. */
type Part = (text: string, length: number) => string;

/**
 * No globs yet.
 *
 * @param part takes the literal end of a text
 * @param most how many letters the first look goes by
 */
export function globBuckets<Value>(part: Part, most: number): GlobBuckets<Value> {
  const byLiteral = new Map<string, GlobEntry<Value>[]>();
  // First letters → how long the literal texts with them are, and of each letter how long first looks are.
  const lengths = new Map<string, readonly number[]>();
  const looks = new Map<string, readonly number[]>();
  return {
    add(entry) {
      const { literal } = entry;
      const look = part(literal, most);
      const list = byLiteral.get(literal);
      if (list) list.push(entry);
      else byLiteral.set(literal, [entry]);
      addLength(lengths, look, literal.length);
      addLength(looks, part(literal, 1), look.length);
    },
    collect(text, found) {
      for (const look of looks.get(part(text, 1)) ?? NONE) {
        if (look > text.length) break;
        for (const length of lengths.get(part(text, look)) ?? NONE) {
          if (length > text.length) break;
          for (const entry of byLiteral.get(part(text, length)) ?? NONE)
            if (entry.glob(text)) found.push(entry);
        }
      }
    },
    literals: () => byLiteral.keys(),
  };
}

const NONE: readonly never[] = [];

function addLength(lengths: Map<string, readonly number[]>, key: string, length: number): void {
  const known = lengths.get(key) ?? NONE;
  if (known.includes(length)) return;
  lengths.set(
    key,
    [...known, length].sort((a, b) => a - b),
  );
}
