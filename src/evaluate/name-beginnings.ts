/** A look at the first two letters of a name, which distinguishes most names from all that bans ask for. */

/** What the names begin with that somebody asks for. */
export interface NameBeginnings {
  /** Adds a key of a name, which may hold wildcards. */
  add(key: string): void;
  /** Whether a name may begin like one of those that were added; true of names that are not in plain letters. */
  mayHold(name: string): boolean;
}

/** A key begins as its name does, but for case and signs before the first letter, where all is in plain letters. */
const BEYOND_ASCII = /[^\0-\x7f]/u;
const LITERAL = /^[a-z0-9]{2}/u;
/** What sets a small letter apart from a capital; digits have it, too. */
const SMALL = 0x20;

/** Empty, so that nothing may be held. */
export function nameBeginnings(): NameBeginnings {
  const known = new Set<number>();
  let isAny = false;
  return {
    add(key) {
      if (LITERAL.test(key)) known.add(pairAt(key, 0));
      else isAny = true;
    },
    mayHold(name) {
      if (isAny || BEYOND_ASCII.test(name)) return true;
      let at = 0;
      while (at < name.length && !isWordAt(name, at)) at += 1;
      return !isWordAt(name, at + 1) || known.has(pairAt(name, at));
    },
  };
}

/** Two letters in any case as one number: this is asked of every program of a machine. */
function pairAt(text: string, at: number): number {
  return ((text.charCodeAt(at) | SMALL) << 8) | text.charCodeAt(at + 1) | SMALL;
}

/** Whether a plain letter or digit is there. */
function isWordAt(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  const small = code | SMALL;
  return (code >= 0x30 && code <= 0x39) || (small >= 0x61 && small <= 0x7a);
}
