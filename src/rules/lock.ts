/** Writes the digests of own rules into a configuration, and leaves every other byte of it as it is. */

import { writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { isMap, isScalar, parseDocument } from 'yaml';
import type { Config } from '../schema/index.ts';
import { canonical } from './compile.ts';
import { fileAt } from './files.ts';
import { loadConfig } from './load.ts';
import { type RuleSource, readSources } from './sources.ts';

/**
 * Pins the rules that a configuration names, as they are now. All of them must be valid, so that no run fails on what
 * was just pinned.
 *
 * @throws RuleError, or Error when the configuration cannot be read or written, or names no rules
 */
export async function lockRules(path: string): Promise<RuleSource[]> {
  const file = fileAt(path);
  const { rules } = loadConfig(file);
  if (rules === undefined) throw new Error(`${path}: there are no rules in it to lock`);
  const sources = readSources([rules].flat(), dirname(path));
  const [{ compiledRuleSet }, { withRules }] = await Promise.all([
    import('./index.ts'),
    import('./with-rules.ts'),
  ]);
  await withRules(
    await compiledRuleSet(),
    sources.flatMap(({ files }) => files),
  );
  const lock = Object.fromEntries(sources.map(({ entry, digest }) => [entry, digest]));
  const text = withLock(file.text, lock, path);
  if (text !== file.text) writeFileSync(path, text);
  return sources;
}

/** The text of a configuration with another lock. */
function withLock(text: string, lock: Readonly<Record<string, string>>, path: string): string {
  const lines = Object.entries(lock).map(([entry, digest]) => `  ${JSON.stringify(entry)}: ${digest}\n`);
  const block = `rules-lock:\n${lines.join('')}`;
  const [begin, end] = lockRange(text);
  const before = text.slice(0, begin);
  const written = `${before}${before === '' || before.endsWith('\n') ? '' : '\n'}${block}${text.slice(end)}`;
  const config = { ...loadConfig({ path, text }), 'rules-lock': lock };
  if (!isRead(written, config))
    throw new Error(`${path}: cannot add rules-lock to it: write one key per line, without braces`);
  return written;
}

/** Whether a text says the same as a configuration. One in a line of braces has no place for a block. */
function isRead(text: string, config: Config): boolean {
  try {
    return canonical(loadConfig({ path: '', text })) === canonical(config);
  } catch {
    return false;
  }
}

/** Where the lock is, with its key and the end of its last line; else the end. */
function lockRange(text: string): readonly [number, number] {
  const { contents } = parseDocument(text);
  const pair = isMap(contents)
    ? contents.items.find(({ key }) => isScalar(key) && key.value === 'rules-lock')
    : undefined;
  const [start] = (isScalar(pair?.key) && pair.key.range) || [text.length];
  const value = pair?.value as { readonly range?: readonly [number, number, number] } | undefined;
  const valueEnd = value?.range?.[1] ?? text.length;
  if (pair === undefined) return [text.length, text.length];
  const isLineEnd = text[valueEnd - 1] === '\n';
  const lineEnd = text.indexOf('\n', valueEnd);
  return [start, isLineEnd ? valueEnd : lineEnd < 0 ? text.length : lineEnd + 1];
}
