import { errorCollector } from '../../formats/errors.ts';
import { quoted } from '../../formats/source-position.ts';
import { filledLines, numberedLines } from '../../formats/text/lines.ts';
import type { Reader } from '../../types.ts';
import { packageName, storeName } from '../nix-store.ts';

/**
 * Lists of Nix packages by their paths in the store: `nix-env -q --out-path`, `nix profile list`,
 * `nix-store -q --references /run/current-system/sw`; where `--as` says so, the bare names of `nix-env -q`.
 *
 * @see https://nix.dev/manual/nix/latest/command-ref/nix-env/query
 */
export const nixList: Reader = {
  id: 'nix-list',
  title: 'Lists of Nix packages (nix-env -q, nix profile list)',
  paths: [],
  recognises(head) {
    const lines = filledLines(head);
    return lines.length > 0 && (lines.every((line) => PATH.test(line)) || BLOCK.test(lines.join('\n')));
  },
  *read(bytes) {
    const faults = errorCollector();
    const seen = new Set<string>();
    const lines = [...numberedLines(bytes)].filter(({ text }) => text.trim() !== '');
    const bare = !lines.some(({ text }) => PATH.test(text));
    if (lines.length === 0) throw new SyntaxError('an empty list');
    for (const { text, number, ended } of lines) {
      const path = PATH.exec(text)?.[0];
      const found = bare && NAME.test(text.trim()) ? packageName(text.trim()) : path && storeName(path);
      if (!found && !LABEL.test(text)) faults.add(`line ${number}: no path in the store: ${quoted(text)}`);
      if (!ended) faults.add(`line ${number}: truncated before the line end`);
      if (!found || seen.has(JSON.stringify(found))) continue;
      seen.add(JSON.stringify(found));
      yield { ...found, ids: [`nix:${found.name}`], line: number };
    }
    faults.throwIfAny();
  },
};

const PATH = /\/nix\/store\/[0-9a-z]{32}-[A-Za-z0-9+._?=-]+(?=$|[\s;,])/u;
const NAME = /^[A-Za-z0-9+._?=-]+$/u;
/** `Name: hello` with other labels and at last `Store paths: /nix/store/…`. */
const LABEL = /^(?!Store paths:)[A-Z][A-Za-z ]+: /u;
const BLOCK = /^Name: +\S[^\n]*\n(?:[A-Z][A-Za-z ]+: [^\n]*\n)*Store paths: +\/nix\/store\//mu;
