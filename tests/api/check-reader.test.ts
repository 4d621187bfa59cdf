/** The checks for readers of others find the faults that they are for. */
import { describe, expect, test } from 'vitest';
import { decodeText, defineReader, numberedLines, type Program, type Reader } from '../../src/index.ts';
import { checkReader, type ReaderFixtures } from '../../src/testing/index.ts';

const lines = (...programs: string[]): readonly Program[] => programs.map((name) => ({ name }));
const fixture = (content: string, programs: readonly Program[], fault?: string) => ({
  path: 'opt/own/list.txt',
  content,
  programs,
  ...(fault === undefined ? {} : { fault }),
});

const FIXTURES: ReaderFixtures = {
  normal: fixture('own\none\ntwo\nend\n', lines('one', 'two')),
  empty: fixture('own\nend\n', []),
  cut: fixture('own\none\ntw', lines('one'), 'truncated'),
  odd: [fixture('own\none\n', lines('one'), 'truncated')],
};

const GOOD = defineReader({
  id: 'own',
  title: 'own list',
  paths: ['opt/own/list.txt'],
  *read(bytes) {
    let isWhole = false;
    for (const { text, number, ended } of numberedLines(bytes)) {
      if (number === 1 && text !== 'own') throw new SyntaxError('no list');
      if (number === 1) continue;
      if (isWhole) throw new SyntaxError('more behind the end');
      if (text === '') throw new SyntaxError('an empty line');
      isWhole = text === 'end' && ended;
      if (!isWhole && !ended) throw new SyntaxError('truncated');
      if (!isWhole) yield { name: text };
    }
    if (!isWhole) throw new SyntaxError('truncated');
  },
});

test('a good reader has no problem', () => {
  expect(checkReader(GOOD, FIXTURES)).toEqual([]);
});

describe('a reader that', () => {
  const cases: readonly [string, Partial<Reader>, RegExp][] = [
    [
      'does not see a cut',
      { read: (bytes) => names(decodeText(bytes)) },
      /cut at \d+ of 16: the whole manifest has no/u,
    ],
    [
      'knows one encoding',
      { read: (bytes) => untilEnd(Buffer.from(bytes).toString('latin1')) },
      /CR LF: other programs, and no error/u,
    ],
    [
      'dies of the engine',
      { read: (bytes) => [{ name: decodeText(bytes).split('\n')[1]?.trim() ?? null }] as never },
      /name has to be a text/u,
    ],
    [
      'breaks on an odd head',
      { recognises: (head) => JSON.parse(String(head[0])) === JSON.parse('{') },
      /recognises failed/u,
    ],
    ['gives nothing', { read: () => undefined as never }, /read has to give programs/u],
    ['has a wrong shape', { paths: ['/opt'] }, /readers\[0\]: paths has to be/u],
    ['throws without words', { read: () => fail('') }, /throws an error without words/u],
    ['takes long', { read: (bytes) => slow(bytes) }, /one reading took \d+ ms/u],
    [
      'misses a program',
      { read: (bytes) => [...GOOD.read(bytes, undefined as never)].slice(1) },
      /it gives \[\{"name":"two"\}\], and has to give/u,
    ],
  ];

  test.each(cases)('%s', (_, fault, said) => {
    expect(checkReader({ ...GOOD, ...fault }, FIXTURES).join('\n')).toMatch(said);
  });

  test('has no oddity, or no program', () => {
    const poor = { ...FIXTURES, normal: FIXTURES.empty, odd: [] };
    expect(checkReader(GOOD, poor)).toEqual([
      'odd: give at least one oddity of the format',
      'normal: a machine without a program shows nothing',
    ]);
  });
});

function* names(text: string): Generator<Program> {
  for (const name of text.split('\n').slice(1)) if (name !== '' && name !== 'end') yield { name };
}

function untilEnd(text: string): Program[] {
  if (!text.endsWith('\nend\n') && !text.endsWith('\nend\r\n')) throw new SyntaxError('truncated');
  return [...names(text)];
}

function fail(words: string): never {
  throw new Error(words);
}

let isSlow = true;
function slow(bytes: Uint8Array): Iterable<Program> {
  const until = isSlow ? performance.now() + 1100 : 0;
  isSlow = false;
  while (performance.now() < until);
  return GOOD.read(bytes, undefined as never);
}
