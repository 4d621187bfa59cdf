/**
 * Entries of the indexes that a maintainer passes to `catalogue-gaps`: what each program is called, and every identifier
 * that the index gives it.
 */

/** A program of an index. */
export interface IndexEntry {
  /** Display names. */
  readonly names: readonly string[];
  /** `kind:value`, as in rules. */
  readonly ids: readonly string[];
}

/**
 * Entries of a file, by what it holds: a list of winget ids (text or CSV, the id in the first column and the name in the
 * column `Name`), the casks of Homebrew as JSON, or a label of Installomator.
 *
 * @throws SyntaxError if the file is none of these
 */
export function indexEntries(path: string, text: string): IndexEntry[] {
  if (/^\s*\[/u.test(text)) return caskEntries(text);
  if (/^\s*expectedTeamID=/mu.test(text)) return labelEntries(text);
  const entries = wingetEntries(text);
  if (entries.length === 0)
    throw new SyntaxError(`${path}: not an index of winget, Homebrew or Installomator`);
  return entries;
}

const WINGET_ID = /^[\p{L}\p{N}][^\s".,;/\\]*(?:\.[^\s",;/\\]+)+$/u;

function wingetEntries(text: string): IndexEntry[] {
  const lines = text
    .replace(/^\ufeff/u, '')
    .split(/\r?\n/u)
    .filter((line) => line.trim() !== '');
  const head = cells(lines[0] ?? '');
  const name = head.findIndex((cell) => /^(?:package)?name$/iu.test(cell));
  return lines.flatMap((line) => {
    const row = cells(line);
    const id = row[0] ?? '';
    if (!WINGET_ID.test(id)) return [];
    return [{ names: name > 0 && row[name] ? [row[name]] : [], ids: [`winget:${id}`] }];
  });
}

/** Quoted or plain cells between commas or tabs. */
function cells(line: string): string[] {
  return [...line.matchAll(/(?:^|[,\t])(?:"(?<quoted>(?:[^"]|"")*)"|(?<plain>[^,\t]*))/gu)].map(
    ({ groups }) => (groups?.['quoted']?.replace(/""/gu, '"') ?? groups?.['plain'] ?? '').trim(),
  );
}

interface Cask {
  readonly token: string;
  readonly name?: readonly string[];
  readonly artifacts?: readonly unknown[];
}

/** Keys of a cask's stanzas and the kind of id that their values are. */
const CASK_KEYS: Readonly<Record<string, string>> = {
  quit: 'bundle-id',
  launchctl: 'launchd',
  pkgutil: 'receipt',
  kext: 'kext',
};

function caskEntries(text: string): IndexEntry[] {
  return (JSON.parse(text) as Cask[]).map(({ token, name = [], artifacts = [] }) => ({
    names: name,
    ids: [`cask:${token}`, ...new Set(idsIn(artifacts))],
  }));
}

function idsIn(value: unknown, kind?: string): string[] {
  if (typeof value === 'string') return kind && !/[*\s/]/u.test(value) ? [`${kind}:${value}`] : [];
  if (Array.isArray(value)) return value.flatMap((item) => idsIn(item, kind));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => idsIn(inner, CASK_KEYS[key] ?? undefined));
}

function labelEntries(text: string): IndexEntry[] {
  const of = (key: string) =>
    [...text.matchAll(new RegExp(`^\\s*${key}=["']?(?<value>[^"'\\n$]+)["']?\\s*$`, 'gmu'))].map(
      ({ groups }) => groups?.['value']?.trim() ?? '',
    );
  const ids = [
    ...of('expectedTeamID').map((id) => `team-id:${id}`),
    ...of('packageID').map((id) => `receipt:${id}`),
  ];
  return ids.length > 0 ? [{ names: of('name'), ids: [...new Set(ids)] }] : [];
}
