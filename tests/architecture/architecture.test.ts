/** Who may import whom, which folder may open which package, and every registry complete. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';
import { FOLDERS } from '../../scripts/docs/folders.ts';

/** Each folder and file of `src` imports itself and what comes before it. */
const ORDER = Object.keys(FOLDERS);

/** Package → the only folders that may open it. */
const PACKAGE_OWNERS: Record<string, readonly string[]> = {
  commander: ['cli'],
  'fast-glob': ['sources'],
  chalk: ['reporters'],
  yaml: ['rules', 'formats'],
  valibot: ['schema', 'rules', 'report-files'],
  re2js: ['evaluate', 'matching'],
  saxes: ['formats'],
  fzstd: ['formats'],
  semver: ['matching'],
  'spdx-license-ids': ['matching'],
  'packageurl-js': ['readers', 'evaluate', 'catalogue', 'reporters'],
  '@cyclonedx/cyclonedx-library': ['reporters'],
  'cli-progress': ['cli', 'sweep'],
  tinypool: ['sweep'],
  bullmq: ['sweep'],
  hyparquet: ['store'],
  'hyparquet-writer': ['store'],
};

/** What reads or writes files: sources, rules, reports and sweeps. Whatever else there is gets its bytes passed in. */
const DISK_OWNERS = [
  'own-process',
  'sources',
  'rules',
  'policy',
  'sweep',
  'object-storage',
  'report-files',
  'store',
  'cli',
];

const sources = files('src').filter((file) => file.endsWith('.ts'));
const imports = new Map(sources.map((file) => [file, importsOf(file)]));

describe('imports', () => {
  test.each(sources)('%s imports only its own folder and those before it', (file) => {
    const rank = ORDER.indexOf(topOf(file));
    expect(rank, `${topOf(file)} is not in ORDER`).not.toBe(-1);
    const up = local(file).filter((target) => ORDER.indexOf(topOf(target)) > rank);
    expect(up).toEqual([]);
  });

  test('no file imports itself by way of others, not even for a type', () => {
    expect(cycles()).toEqual([]);
  });

  test('no command imports another', () => {
    const wrong = sources
      .filter((file) => /^src\/cli\/commands\/(?!index\.ts)/u.test(file))
      .flatMap((file) =>
        local(file)
          .filter((target) => isCommand(target))
          .map((target) => `${file} imports ${target}`),
      );
    expect(wrong).toEqual([]);
  });

  test('each package is opened by its owners only', () => {
    const wrong = sources.flatMap((file) =>
      (imports.get(file) ?? [])
        .filter(({ target, typeOnly }) => !typeOnly && !target.startsWith('.') && !target.startsWith('node:'))
        .map(({ target }) => packageOf(target))
        .filter((name) => !PACKAGE_OWNERS[name]?.includes(topOf(file)))
        .map((name) => `${file} opens ${name}`),
    );
    expect(wrong).toEqual([]);
  });

  test('only the owners of the disk open files', () => {
    const wrong = sources.filter(
      (file) =>
        !DISK_OWNERS.includes(topOf(file)) &&
        (imports.get(file) ?? []).some(({ target, typeOnly }) => !typeOnly && target.startsWith('node:fs')),
    );
    expect(wrong).toEqual([]);
  });
});

describe('readers', () => {
  const index = readFileSync('src/readers/index.ts', 'utf8');
  const listed = [...index.matchAll(/\{ (\w+) \} from '\.\/(.+)'/gu)].map(([, name = '', path = '']) => ({
    name,
    path,
  }));

  test('each reader on disk is in readers/index.ts', () => {
    const found = files('src/readers')
      .filter((file) => /^export const \w+: Reader\b/mu.test(readFileSync(file, 'utf8')))
      .map((file) => relative('src/readers', file));
    expect(found.filter((path) => !listed.some((reader) => reader.path === path))).toEqual([]);
    expect(listed.length).toBeGreaterThan(70);
  });

  test.each(listed)('$name is named like its file $path', ({ name, path }) => {
    const file =
      path
        .replace(/\/index\.ts$|\.ts$/u, '')
        .split('/')
        .pop() ?? '';
    expect(name).toBe(file.replace(/-(\w)/gu, (_, letter: string) => letter.toUpperCase()));
  });
});

describe('files', () => {
  test.each(sources)('%s is short, has no default export and no any', (file) => {
    const text = readFileSync(file, 'utf8').replace(/^\s*(?:\/\/|\/?\*).*$/gmu, '');
    expect(text.split('\n').length).toBeLessThanOrEqual(301);
    expect(text).not.toMatch(/^export default /mu);
    expect(text).not.toMatch(/: any\b|<any>|as any\b/u);
  });

  test('none is called utils, helpers, common, shared or lib', () => {
    const vague = /(?:^|\/)(?:utils?|helpers?|common|shared|lib)(?:\/|\.)/u;
    expect(sources.filter((file) => vague.test(file))).toEqual([]);
  });
});

interface Import {
  readonly target: string;
  readonly typeOnly: boolean;
}

function files(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? files(path) : [path];
  });
}

/** `src/readers/linux/flatpak.ts` → `readers`, `src/types.ts` → `types`. */
function topOf(file: string): string {
  return relative('src', file).replace(/\.ts$/u, '').split('/')[0] ?? '';
}

/** What a file imports of `src`. */
function local(file: string): string[] {
  return (imports.get(file) ?? [])
    .filter(({ target }) => target.startsWith('.'))
    .map(({ target }) => join(dirname(file), target));
}

function importsOf(file: string): Import[] {
  const text = readFileSync(file, 'utf8');
  const pattern =
    /^(?:import|export)(?<type> type)?\s[^;]*?from '(?<from>[^']+)'|\bimport\('(?<later>[^']+)'\)/gmu;
  return [...text.matchAll(pattern)].map(({ groups }) => ({
    target: groups?.['from'] ?? groups?.['later'] ?? '',
    typeOnly: groups?.['type'] !== undefined,
  }));
}

function packageOf(target: string): string {
  return target
    .split('/')
    .slice(0, target.startsWith('@') ? 2 : 1)
    .join('/');
}

/** A file of `cli/commands` that declares a command. */
function isCommand(file: string): boolean {
  return (
    dirname(file) === 'src/cli/commands' && /^export function \w+Command\(/mu.test(readFileSync(file, 'utf8'))
  );
}

/** Ways that end where they began; what is imported only when it is needed begins anew. */
function cycles(): string[] {
  const done = new Set<string>();
  const found: string[] = [];
  const visit = (file: string, way: readonly string[]) => {
    const at = way.indexOf(file);
    if (at !== -1) found.push([...way.slice(at), file].join(' → '));
    if (at !== -1 || done.has(file)) return;
    for (const next of local(file)) visit(next, [...way, file]);
    done.add(file);
  };
  for (const file of sources) visit(file, []);
  return found;
}
