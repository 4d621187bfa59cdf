import { quoted } from '../formats/source-position.ts';
import { csvTitles } from '../formats/table/csv.ts';
import { headLines, numberedLines } from '../formats/text/lines.ts';
import { hostKey } from '../matching/host-key.ts';
import { hostsInIni, INVENTORY_LINE } from './ansible-ini.ts';
import { hostsInYaml } from './ansible-tree.ts';
import { hostsInTable, isHostTable } from './csv.ts';
import { hostsInJson } from './documents.ts';
import type { HostEntry, ParsedHosts } from './host-entry.ts';
import { sourceKeys } from './source-keys.ts';

export type { HostEntry } from './host-entry.ts';

/** Hosts that lists name, and what is known of each. */
export interface KnownHosts {
  readonly entries: readonly HostEntry[];
  /** What of the lists is not understood, a sentence each. */
  readonly notices: readonly string[];
  /** What the lists say of a source: by its name, or of a computer in it (`export.json > pc1`) by that of the computer. */
  find(source: string): HostEntry | undefined;
}

/** A list as it lies on disk. */
export interface HostListFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/**
 * The hosts of several lists: names one a line, a table, an inventory of Ansible (INI, YAML or what `ansible-inventory
 * --list` prints), or hosts of Fleet or osquery in JSON. Which it is, the content shows.
 *
 * @throws Error when a list is none of these, is empty, or has a host twice or under what is no name
 */
export function knownHosts(files: readonly HostListFile[]): KnownHosts {
  const lists = files.map(({ path, bytes }) => {
    const list = readList(path, bytes);
    if (list.entries.length === 0) throw new Error(`${path}: no host is in this list`);
    return list;
  });
  const entries = lists.flatMap((list) => list.entries);
  const byKey = new Map<string, HostEntry>();
  for (const entry of entries) {
    const odd = entry.names.find((name) => /\p{Cc}/u.test(name));
    if (odd !== undefined)
      throw new Error(`${entry.place}: not the name of a host: ${quoted(odd)} has a control character`);
    for (const key of new Set(entry.names.map(hostKey))) {
      const other = byKey.get(key);
      if (other) throw new Error(`${entry.place}: ${key} is there already: ${other.place}`);
      byKey.set(key, entry);
    }
  }
  return {
    entries,
    notices: lists.flatMap(({ notices }) => notices),
    find: (source) =>
      sourceKeys(source)
        .map((key) => byKey.get(key))
        .find((entry) => entry !== undefined),
  };
}

function readList(path: string, bytes: Uint8Array): ParsedHosts {
  try {
    return readKind(path, bytes);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new Error(`${path}: ${error.message}`, { cause: error });
  }
}

function readKind(path: string, bytes: Uint8Array): ParsedHosts {
  const ending = /\.(?<ending>[^./\\]+)$/u.exec(path)?.groups?.['ending']?.toLowerCase();
  const lines = headLines(bytes.subarray(0, 1 << 16)).filter((line) => !/^\s*(?:[#;].*)?$/u.test(line));
  const [first = ''] = lines;
  const isInventory = lines.some((line) => INVENTORY_LINE.test(line.trim()));
  if (/^\s*(?:\{|\[\s*(?:["{\]]|$))/u.test(first)) return hostsInJson(path, bytes);
  if (ending === 'csv' || ending === 'tsv' || isHostTable(csvTitles(bytes.subarray(0, 1 << 16))))
    return hostsInTable(path, bytes);
  if (ending === 'yml' || ending === 'yaml' || /^(?:---|[\w.-]+\s*:)\s*$/u.test(first))
    return hostsInYaml(path, bytes);
  return isInventory ? hostsInIni(path, bytes) : namesIn(path, bytes);
}

/** Names one a line; a remark begins with a number sign, and a line of its own also with a semicolon, as in an inventory. */
function namesIn(path: string, bytes: Uint8Array): ParsedHosts {
  const entries: HostEntry[] = [];
  for (const { text, number } of numberedLines(bytes)) {
    const name = text.replace(REMARK, '').trim();
    if (name !== '') entries.push({ names: [name], place: `${path}:${number}`, tags: [] });
  }
  return { entries, notices: [] };
}

const REMARK = /^\s*[#;].*|\s#.*/u;
