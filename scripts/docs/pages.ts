import { readdirSync } from 'node:fs';

/** One fenced block of a page. */
export interface Block {
  readonly page: string;
  /** Line of its fence, from 1. */
  readonly line: number;
  /** `sh`, `console`, `yaml`, … */
  readonly kind: string;
  /** What stands behind the kind: `sh exit=1` has `{ exit: '1' }`. */
  readonly notes: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Every page that is written for people, from the root of the project. */
export function pages(): string[] {
  const docs = readdirSync('docs', { recursive: true, encoding: 'utf8' });
  return [
    'README.md',
    'CONTRIBUTING.md',
    'SECURITY.md',
    ...docs
      .filter((name) => name.endsWith('.md'))
      .map((name) => `docs/${name}`)
      .sort(),
  ];
}

const FENCED = /^```(?<kind>\w*)(?<notes>[^\n]*)\n(?<body>[^]*?)^```$/gmu;

/** The fenced blocks of a page, in its order. */
export function blocksOf(page: string, text: string): Block[] {
  return [...text.matchAll(FENCED)].map(({ index, groups }) => ({
    page,
    line: text.slice(0, index).split('\n').length,
    kind: groups?.['kind'] ?? '',
    notes: Object.fromEntries(
      (groups?.['notes'] ?? '')
        .split(' ')
        .filter((note) => note.includes('='))
        .map((note) => note.split('=', 2)),
    ),
    body: groups?.['body'] ?? '',
  }));
}

/** Replaces the body of each block by what is made of it; the same text is given for a block that stays. */
export async function withBodies(
  page: string,
  text: string,
  bodyOf: (block: Block) => Promise<string>,
): Promise<string> {
  let result = '';
  let at = 0;
  const found = [...text.matchAll(FENCED)];
  for (const [number, block] of blocksOf(page, text).entries()) {
    const begin = (found[number]?.index ?? 0) + (found[number]?.[0].indexOf('\n') ?? 0) + 1;
    result += text.slice(at, begin) + (await bodyOf(block));
    at = begin + block.body.length;
  }
  return result + text.slice(at);
}

/**
 * The commands of a block. In `sh` each begins at the left edge and lines that are moved in carry it on; in
 * `console` they stand behind `$ `, with what they print below them. What is `sql` is asked of DuckDB, which keeps
 * the views of a page. Other blocks have none.
 */
export function commandsOf({ kind, body }: Block): string[] {
  if (kind === 'console') return [...body.matchAll(/^\$ (.*)$/gmu)].map((match) => match[1] ?? '');
  if (kind === 'sql') return [`duckdb page.duckdb -c "${body}"`];
  if (kind !== 'sh') return [];
  return body
    .split(/\n(?=\S)/u)
    .map((command) => command.trimEnd())
    .filter((command) => command !== '' && !command.startsWith('#'));
}

/**
 * The exit status that a block shows for each of its commands: `exit=1` for all of them, `exit=0,1` for one each;
 * 0 where nothing is reported. `any` means that it depends on the machine that runs it, and is never 2.
 */
export function statusesOf(block: Block): string[] {
  const commands = commandsOf(block);
  const reported = (block.notes['exit'] ?? '0').split(',');
  if (reported.length > 1 && reported.length !== commands.length) {
    throw new Error(
      `${block.page}:${block.line}: ${reported.length} statuses for ${commands.length} commands`,
    );
  }
  return commands.map((_, index) => reported[reported.length > 1 ? index : 0] ?? '0');
}
