import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { limits } from '../src/limits.ts';
import { interdict } from './io.ts';

describe('docs/security.md', () => {
  const text = readFileSync('docs/security.md', 'utf8');
  test.each(Object.keys(limits))('explains the limit %s', (name) => {
    expect(text).toContain(`| \`${name}\` |`);
  });
});

const BLOCK =
  /<!-- output: interdict (?<args>.*?) -->\n(?:```\w*\n)?(?<output>[^]*?)(?:```\n)?<!-- end -->/gu;
const pages = [
  'README.md',
  ...readdirSync('docs')
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];
const blocks = pages.flatMap((page) =>
  [...readFileSync(page, 'utf8').matchAll(BLOCK)].map(({ groups }) => ({ page, ...groups })),
) as { page: string; args: string; output: string }[];

describe('the output that the docs show is what the command prints (npm run docs)', () => {
  test.each(blocks)('$page: interdict $args', async ({ args, output }) => {
    expect((await interdict(args.split(' '))).stdout).toBe(output);
  });
});

describe('links in the docs lead somewhere', () => {
  test.each(pages)('%s', (page) => {
    const links = [...readFileSync(page, 'utf8').matchAll(/\]\((?!https?:|#)([^)#]+)/gu)].map(
      (match) => match[1] ?? '',
    );
    const dead = links.filter((link) => !existsSync(join(dirname(page), link)));
    expect(dead).toEqual([]);
  });
});
