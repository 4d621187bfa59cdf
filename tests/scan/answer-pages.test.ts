/** The pages of one answer in several files are one answer, and a page that is missing is a gap. */
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { interdict } from '../support/io.ts';
import { removeFolders } from '../support/remove-folders.ts';
import { run } from '../support/rpm-harness.ts';

type Rows = readonly object[];

/** An interface that answers in pages. */
interface Pager {
  /** A row of a page. */
  row(number: number): object;
  /** A page of these rows; `at` counts from 0. */
  page(rows: Rows, at: number, pages: number, all: number): object;
  /** Whether something in a page names a page in the middle that is missing. */
  readonly middle: boolean;
}

const app = (number: number) => ({
  id: `${number}`,
  displayName: `App ${number}`,
  version: '1',
  publisher: 'Example',
  sizeInByte: 0,
  deviceCount: 1,
  platform: 'windows',
});
const context = {
  '@odata.context': 'https://graph.example.org/v1.0/$metadata#deviceManagement/detectedApps',
};
const link = (query: string) => ({
  '@odata.nextLink': `https://graph.example.org/v1.0/deviceManagement/detectedApps?${query}`,
});

const pagers: Readonly<Record<string, Pager>> = {
  'Graph with tokens': {
    row: app,
    page: (value, at, pages) => ({
      ...context,
      ...(at < pages - 1 ? link(`$skiptoken=token-${at}`) : {}),
      value,
    }),
    middle: false,
  },
  'Graph with offsets': {
    row: app,
    page: (value, at, pages) => ({
      ...context,
      ...(at < pages - 1 ? link(`$top=2&$skip=${2 * (at + 1)}`) : {}),
      value,
    }),
    middle: true,
  },
  'Graph with a count': {
    row: app,
    page: (value, at, pages, all) => ({
      ...context,
      '@odata.count': all,
      ...(at < pages - 1 ? link(`$skiptoken=token-${at}`) : {}),
      value,
    }),
    middle: true,
  },
  Jamf: {
    row: (number) => ({
      id: `${number}`,
      general: { name: `pc-${number}`, jamfBinaryVersion: '11.1' },
      applications: [{ name: 'Safari.app', path: '/Applications/Safari.app', version: '17' }],
    }),
    page: (results, _at, _pages, totalCount) => ({ totalCount, results }),
    middle: true,
  },
  Fleet: {
    row: (id) => ({
      id,
      name: `App ${id}.app`,
      version: '1',
      source: 'apps',
      bundle_identifier: `org.example.a${id}`,
    }),
    page: (software, at, pages, count) => ({
      count,
      software,
      meta: { has_next_results: at < pages - 1, has_previous_results: at > 0 },
    }),
    middle: true,
  },
  Wazuh: {
    row: (number) => ({
      name: `package-${number}`,
      version: '5',
      format: 'deb',
      architecture: 'amd64',
      vendor: 'x',
      agent_id: '001',
    }),
    page: (affected_items, _at, _pages, total_affected_items) => ({
      data: { affected_items, total_affected_items, total_failed_items: 0, failed_items: [] },
      error: 0,
    }),
    middle: true,
  },
  osquery: {
    row: (number) => ({
      name: `package-${number}`,
      version: '5',
      revision: '',
      maintainer: 'x',
      status: 'install ok installed',
    }),
    page: (rows, at, pages) => ({ rows, next: at < pages - 1 ? `/rows?page=${at + 2}` : null }),
    middle: true,
  },
};

const made: string[] = [];
afterAll(() => removeFolders(made));

function pagesOf({ row, page }: Pager): object[] {
  const all = [1, 2, 3, 4, 5, 6, 7].map(row);
  return [0, 2, 4, 6].map((from, at) => page(all.slice(from, from + 2), at, 4, all.length));
}

describe.each(Object.entries(pagers))('%s', (_, pager) => {
  const pages = pagesOf(pager);
  const named = pages.map((page, at): [string, object] => [`page-${at + 1}.json`, page]);
  const files = (...kept: number[]) => kept.flatMap((at) => [named[at] ?? (['', {}] as [string, object])]);
  const renamed = (...kept: number[]) =>
    kept.map((at): [string, object] => [`${'qzma'[at]}.json`, pages[at] ?? {}]);

  test('all pages in a folder are complete, whatever their names and order', async () => {
    expect(await statusOf([folderOf(files(0, 1, 2, 3))])).toBe(0);
    expect(await statusOf([folderOf(renamed(0, 2, 1, 3))])).toBe(0);
  });

  test('all pages in an archive are complete', async () => {
    const folder = folderOf(files(0, 1, 2, 3));
    run('tar', ['-cf', `${folder}.tar`, '-C', folder, '.']);
    made.push(`${folder}.tar`);
    expect(await statusOf([`${folder}.tar`])).toBe(0);
  });

  test('all pages on the command line are complete', async () => {
    const folder = folderOf(files(0, 1, 2, 3));
    expect(await statusOf(named.map(([name]) => join(folder, name)))).toBe(0);
    expect(await statusOf(named.slice(0, 3).map(([name]) => join(folder, name)))).toBe(3);
  });

  test('without a page at an end, or with one twice in its place, they are not', async () => {
    for (const kept of [[0], [0, 1, 2], [0, 1, 2, 2], [0, 0, 1, 2]]) {
      const twice = kept.map((at, number): [string, object] => [`page-${number + 1}.json`, pages[at] ?? {}]);
      expect(await statusOf([folderOf(twice)]), kept.join()).toBe(3);
    }
    expect(await statusOf([folderOf(files(1, 2, 3))])).toBe(3);
  });

  test('without a page in the middle they are not', async () => {
    expect(await statusOf([folderOf(files(0, 2, 3))])).toBe(3);
    if (pager.middle) expect(await statusOf([folderOf(renamed(0, 2, 3))])).toBe(3);
  });

  test('pages in two folders are two answers', async () => {
    const folder = folderOf([]);
    for (const [at, [name, page]] of named.entries()) {
      mkdirSync(join(folder, `${at}`));
      writeFileSync(join(folder, `${at}`, name), JSON.stringify(page));
    }
    expect(await statusOf([folder])).toBe(3);
  });
});

test('an error on a page stays one', async () => {
  const [first, second, ...rest] = pagesOf(pagers['Fleet'] as Pager);
  const broken = { ...second, errors: ['host 7 did not answer'] };
  const folder = folderOf([
    ['page-1.json', first ?? {}],
    ['page-2.json', broken],
    ...rest.map((page, at): [string, object] => [`page-${at + 3}.json`, page]),
  ]);
  expect(await statusOf([folder])).toBe(3);
});

function folderOf(files: readonly (readonly [string, object])[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'interdict-'));
  made.push(folder);
  for (const [name, page] of files) writeFileSync(join(folder, name), JSON.stringify(page));
  return folder;
}

async function statusOf(sources: readonly string[]): Promise<number> {
  return (await interdict([...sources, '--no-config'])).status;
}

describe('what stands around the rows of a page', () => {
  const statusOf = async (around: object): Promise<number> => {
    const text = JSON.stringify({ ...around, value: [app(1), app(2)] });
    return (await interdict(['-', '--no-config'], text)).status;
  };

  test.each([
    { isLast: false },
    { moreRecords: true },
    { cursor: 'YWJj' },
    { remaining: 312 },
    { skip: 100, take: 50 },
    { startIndex: 3 },
    { page: 2, perPage: 2 },
    { resultSetTruncated: true },
    { recordsTotal: 412 },
    { warnings: ['result limited to 2 rows'] },
  ])('%j shows that rows are missing', async (around) => {
    expect(await statusOf(around)).toBe(3);
  });

  test.each([
    { isLast: true },
    { moreRecords: false, cursor: 'YWJj' },
    { total: 2, cursor: 'YWJj' },
    { remaining: 0 },
    { skip: 0, take: 50 },
    { startIndex: 1 },
    { page: 1 },
    { warnings: ['the version 1 of this interface is deprecated'] },
  ])('%j does not', async (around) => {
    expect(await statusOf(around)).toBe(0);
  });
});
