/** The floor plan: who may import whom, one door for each package, and every registry complete. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';

/**
 * Room → what it may import beside `model`, `limits` and `order`, which are open to all. A room is a file or a folder
 * of `src`; `self` means that files of the folder may import each other.
 */
const PLAN: Record<string, readonly string[]> = {
  cli: ['commands/index', 'log', 'reports/frame/harmless', 'standard-io'],
  'standard-io': [],
  log: [],
  index: ['court', 'judge', 'registry', 'rulebook', 'scan', 'schema', 'sources/index'],
  court: ['catalogue', 'config', 'judge', 'rulebook', 'schema'],
  'commands/index': ['commands', 'names', 'reports/frame/harmless', 'version'],
  commands: [
    'court',
    'history',
    'commands/options',
    'commands/outline',
    'commands/completion/words',
    'survey',
    'publish',
    'run',
    'scan',
    'sweep',
    'rulebook',
    'catalogue',
    'judge',
    'saved',
    'merged',
    'difference',
    'verification',
    'evidence',
    'notice',
    'reports/frame/harmless',
    'reports/frame/record',
    'reports/frame/words',
    'waivers',
    'config',
    'prose',
    'names',
    'schema',
    'registry',
    'sources/index',
    'reports/index',
    'reports/ndjson',
    'exports/index',
    'wanted',
    'output',
    'version',
  ],
  survey: ['scan', 'registry', 'sources/index'],
  publish: ['output', 'reports/index'],
  output: [],
  history: ['saved'],
  saved: ['self', 'schema'],
  merged: ['saved', 'reports/frame/record'],
  difference: ['saved', 'reports/frame/fingerprint', 'reports/frame/order', 'reports/frame/standing'],
  verification: ['saved', 'difference'],
  evidence: ['saved', 'verification', 'court', 'run', 'scan', 'registry', 'sources/index', 'sweep'],
  run: ['judge', 'reports/frame/record', 'reports/frame/standing', 'version'],
  sweep: ['self', 'court', 'scan', 'sources/index', 'notice', 'version'],
  'sweep-worker': ['sweep'],
  scan: ['registry', 'os', 'sources/layout'],
  os: ['formats'],
  registry: ['readers/shelf', 'readers/columns'],
  'readers/shelf': ['readers/index'],
  judge: ['self', 'beginnings', 'catalogue', 'names', 'versions', 'schema', 'waivers'],
  waivers: ['names', 'schema', 'catalogue', 'judge'],
  catalogue: ['self', 'beginnings', 'names', 'schema', 'versions'],
  rulebook: ['self', 'names', 'versions', 'schema', 'catalogue', 'judge'],
  config: ['rulebook', 'schema'],
  schema: ['self', 'names'],
  names: ['self'],
  versions: ['self', 'schema'],
  prose: ['reports/frame/harmless'],
  notice: ['reports/frame/harmless'],
  sources: ['self', 'formats'],
  'readers/index': ['readers'],
  readers: ['formats'],
  reports: ['self', 'judge/verdict'],
  exports: ['self', 'schema', 'wanted'],
  wanted: ['self', 'catalogue', 'court', 'judge', 'names', 'schema'],
  formats: ['self', 'beginnings'],
  beginnings: [],
  model: ['beginnings', 'schema'],
  limits: [],
  order: [],
  version: [],
};
const OPEN = new Set(['model', 'limits', 'order']);

/** Package → the only rooms that may open it. */
const DOORS: Record<string, readonly string[]> = {
  commander: ['cli', 'commands'],
  'fast-glob': ['sources'],
  chalk: ['reports'],
  yaml: ['rulebook', 'formats'],
  valibot: ['schema', 'rulebook', 'saved'],
  re2js: ['judge', 'names'],
  saxes: ['formats'],
  fzstd: ['formats'],
  semver: ['versions'],
  'packageurl-js': ['readers', 'judge', 'catalogue', 'reports', 'formats'],
  '@cyclonedx/cyclonedx-library': ['reports'],
  'cli-progress': ['commands', 'sweep'],
  tinypool: ['sweep', 'sweep-worker'],
  bullmq: ['sweep'],
};

const sources = files('src').filter((file) => file.endsWith('.ts'));

describe('the floor plan', () => {
  test.each(sources)('%s imports only what its room may', (file) => {
    const room = roomOf(file);
    const allowed = PLAN[room];
    expect(allowed, `room ${room} is not in the plan`).toBeDefined();
    const wrong = importsOf(file)
      .filter((target) => target.startsWith('.'))
      .map((target) => relative('src', join(dirname(file), target)).replace(/\.ts$/u, ''))
      .filter((target) => !mayImport(file, room, allowed ?? [], target));
    expect(wrong).toEqual([]);
  });

  test('each package has its doors', () => {
    const wrong = sources.flatMap((file) =>
      importsOf(file)
        .filter((target) => !target.startsWith('.') && !target.startsWith('node:'))
        .map((target) =>
          target
            .split('/')
            .slice(0, target.startsWith('@') ? 2 : 1)
            .join('/'),
        )
        .filter((name) => !DOORS[name]?.includes(topRoom(file)))
        .map((name) => `${file} opens ${name}`),
    );
    expect(wrong).toEqual([]);
  });

  test('only sources and what writes or loads our own files touch the disk', () => {
    const may = /^src\/(?:sources\/|output\.ts|standard-io\.ts|saved|rulebook|config|sweep|commands\/)/u;
    const wrong = sources.filter(
      (file) => importsOf(file).some((name) => name.startsWith('node:fs')) && !may.test(file),
    );
    expect(wrong).toEqual([]);
  });
});

describe('the registries are complete', () => {
  test('every reader on disk stands in readers/index.ts', () => {
    const listed = readFileSync('src/readers/index.ts', 'utf8');
    const missing = readdirSync('src/readers', { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .flatMap((group) =>
        readdirSync(join('src/readers', group.name), { withFileTypes: true }).map((entry) =>
          entry.isDirectory() ? `./${group.name}/${entry.name}/index.ts` : `./${group.name}/${entry.name}`,
        ),
      )
      .filter((path) => !listed.includes(`'${path}'`));
    expect(missing).toEqual([]);
  });

  test('a reader is named like its file', () => {
    for (const [, name, path] of readFileSync('src/readers/index.ts', 'utf8').matchAll(
      /\{ (\w+) \} from '(.+)'/gu,
    )) {
      const file =
        (path ?? '')
          .replace(/\/index\.ts$|\.ts$/u, '')
          .split('/')
          .pop() ?? '';
      expect(name).toBe(file.replace(/-(\w)/gu, (_, letter: string) => letter.toUpperCase()));
    }
  });
});

describe('small rooms', () => {
  test.each(sources)('%s is short, has no default export and no any', (file) => {
    const text = readFileSync(file, 'utf8').replace(/^\s*(?:\/\/|\/?\*).*$/gmu, '');
    // `model.ts` is one list of nouns; it is as long as there are nouns.
    if (file !== 'src/model.ts') expect(text.split('\n').length).toBeLessThanOrEqual(301);
    expect(text).not.toMatch(/^export default /mu);
    expect(text).not.toMatch(/: any\b|<any>|as any\b/u);
  });

  test('no room is called utils, helpers, common or lib', () => {
    expect(sources.filter((file) => /(?:^|\/)(?:utils?|helpers?|common|lib)(?:\/|\.)/u.test(file))).toEqual(
      [],
    );
  });
});

function files(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? files(path) : [path];
  });
}

/** `src/readers/linux/dpkg-status.ts` is in the room `readers`; an index with a plan of its own is a room. */
function roomOf(file: string): string {
  const path = relative('src', file).replace(/\.ts$/u, '');
  return PLAN[path] ? path : topRoom(file);
}

function topRoom(file: string): string {
  return relative('src', file).replace(/\.ts$/u, '').split('/')[0] ?? '';
}

function mayImport(file: string, room: string, allowed: readonly string[], target: string): boolean {
  const top = target.split('/')[0] ?? '';
  if (OPEN.has(target) || allowed.includes(target) || allowed.includes(top)) return true;
  if (allowed.includes('self') && top === topRoom(file)) return true;
  // A room that became a folder of the same name keeps its private rooms to itself.
  const own = relative('src', file).replace(/(?:\/index)?\.ts$/u, '');
  const parent = dirname(relative('src', file));
  return (
    target.startsWith(`${own}/`) ||
    (room === 'readers' &&
      parent.split('/').length > 2 &&
      target.startsWith(`${parent.split('/').slice(0, 3).join('/')}/`))
  );
}

/** Types of a package open no door: nothing of it is there at run time. */
const TYPES_ONLY = /^import type [^;]*? from '[^.][^']*';$/gmu;

function importsOf(file: string): string[] {
  const text = readFileSync(file, 'utf8').replace(TYPES_ONLY, '');
  return [...text.matchAll(/^(?:import|export)\s[^;]*?from '([^']+)'|\bimport\('([^']+)'\)/gmu)].map(
    (match) => match[1] ?? match[2] ?? '',
  );
}
