/** Messages and help use the words of the pages: scripts/words.yml rules all of them. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { interdict } from '../support/io.ts';
import { literalsOf } from '../support/literals.ts';

/** What not to write → what to write, as textlint-rule-prh reads it. */
const WORDS = (
  parse(readFileSync('scripts/words.yml', 'utf8')) as { rules: { expected: string; pattern: string }[] }
).rules.map(({ expected, pattern }) => {
  const { source = '', flags = '' } = /^\/(?<source>.*)\/(?<flags>\w*)$/u.exec(pattern)?.groups ?? {};
  return { expected, pattern: new RegExp(source, `${flags}g`) };
});

/** Words of a text that have a better one, each with it. */
function hits(text: string): string[] {
  const prose = text.replaceAll(/`[^`\n]*`|"[\w-]+"/gu, 'code');
  return WORDS.flatMap(({ expected, pattern }) =>
    (prose.match(pattern) ?? []).map((word) => `${word} => ${expected}`),
  );
}

test('the list of words finds what it is for', () => {
  expect(WORDS.length).toBeGreaterThan(25);
  expect(hits('it is told as an unread, beside the maker')).toHaveLength(4);
  expect(hits('there is no reader, and `--allow-unread` is an option')).toEqual([]);
});

describe('help', async () => {
  const { stdout } = await interdict(['--help']);
  const commands = [...stdout.matchAll(/^ {2}([a-z-]+)/gmu)].map((match) => match[1] ?? '');
  test.each(['', ...commands])('interdict %s --help', async (command) => {
    const call = await interdict([...(command === '' ? [] : [command]), '--help']);
    expect(hits(call.stdout)).toEqual([]);
  });
});

const FILES = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((name) =>
  name.endsWith('.ts'),
);

test.each(FILES)('messages of src/%s', (name) => {
  const sentences = literalsOf(readFileSync(`src/${name}`, 'utf8')).filter(({ text }) => /\w \w/u.test(text));
  expect(sentences.flatMap(({ line, text }) => hits(text).map((hit) => `${line}: ${hit}`))).toEqual([]);
});
