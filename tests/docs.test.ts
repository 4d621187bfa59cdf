import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { limits } from '../src/limits.ts';

describe('docs/security.md', () => {
  const text = readFileSync('docs/security.md', 'utf8');
  test.each(Object.keys(limits))('explains the limit %s', (name) => {
    expect(text).toContain(`| \`${name}\` |`);
  });
});
