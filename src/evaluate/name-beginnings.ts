/** A look at the first two letters of a name, which tells most names from all that bans ask for. */

/** What the names begin with that somebody asks for. */
export interface NameBeginnings {
  /** Adds a key of a name, which may hold wildcards. */
  add(key: string): void;
  /** Whether a name may begin like one of those that were added; true of names that are not in plain letters. */
  mayHold(name: string): boolean;
}

/** Names whose key begins as they do, but for case and signs before the first letter. */
const PLAIN = /^[^A-Za-z0-9\u0080-\uffff]*(?<first>[A-Za-z0-9][A-Za-z0-9])[\0-\x7f]*$/u;
const LITERAL = /^[a-z0-9]{2}/u;

/** Empty, so that nothing may be held. */
export function nameBeginnings(): NameBeginnings {
  const known = new Set<string>();
  let isAny = false;
  return {
    add(key) {
      if (LITERAL.test(key)) known.add(key.slice(0, 2));
      else isAny = true;
    },
    mayHold(name) {
      if (isAny) return true;
      const first = PLAIN.exec(name)?.groups?.['first'];
      return first === undefined || known.has(first.toLowerCase());
    },
  };
}
