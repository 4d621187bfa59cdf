import { grownNumbers, type Names, namesAt, nameTable } from '../matching/name-table.ts';

/** Which hosts a journal was begun with, and where the records of those stand that are done. */
export interface JournalIndex {
  /** The hosts of the list; none where a part of it is missing. */
  began(): Names;
  /** Takes a part of the list of hosts: how many stand before it, and in the whole list. */
  addListed(hosts: readonly string[], first: number, total: number): void;
  /** A host is done: its record stands there. */
  place(host: string, offset: number): void;
  offsetOf(host: string): number | undefined;
  /** Names of the hosts that are done. */
  done(): Iterable<string>;
}

/** An empty index. Records are found by numbers alone, since there may be a million. */
export function journalIndex(): JournalIndex {
  const names = nameTable();
  /** Where the record of a name stands, plus one; 0 where it has none. */
  let ends = new Float64Array(64);
  let listed = new Uint32Array(64);
  let length = 0;
  let total = 0;
  return {
    began: () => namesAt(names, listed.slice(0, length === total ? length : 0)),
    addListed(hosts, first, all) {
      // A list that was begun again follows one that a kill cut off.
      if (first === 0) length = 0;
      total = all;
      if (first !== length) return;
      while (length + hosts.length > listed.length) listed = grownNumbers(listed);
      for (const host of hosts) listed[length++] = names.add(host);
    },
    place(host, offset) {
      const number = names.add(host);
      while (number >= ends.length) ends = grownNumbers(ends);
      ends[number] = offset + 1;
    },
    offsetOf(host) {
      const number = names.find(host);
      const end = number === undefined ? 0 : (ends[number] ?? 0);
      return end === 0 ? undefined : end - 1;
    },
    *done() {
      for (let number = 0; number < names.length; number++)
        if ((ends[number] ?? 0) > 0) yield names.at(number);
    },
  };
}
