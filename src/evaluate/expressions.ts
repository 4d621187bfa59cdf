import type { Match } from '../schema/index.ts';
import { type Expression, type Expressions, regexOf } from './patterns.ts';
import { listed } from './vendors.ts';

/**
 * Compiles the regular expressions of matches with an engine whose time grows only with the text. The engine is loaded
 * when there is one to compile.
 *
 * @throws SyntaxError when one is none, or asks for what the engine cannot do in linear time (look-around, `\1`)
 */
export async function expressionsOf(matches: readonly Match[]): Promise<Expressions> {
  const sources = new Set(matches.flatMap(regexesIn));
  const expressions = new Map<string, Expression>();
  if (sources.size === 0) return expressions;
  const { RE2JS } = await import('re2js');
  for (const source of sources) {
    try {
      const compiled = RE2JS.compile(source, RE2JS.CASE_INSENSITIVE);
      expressions.set(source, (text) => compiled.matches(text));
    } catch (error) {
      throw new SyntaxError(`the regular expression ${source} cannot be used: ${(error as Error).message}`);
    }
  }
  return expressions;
}

/** The sources of all regular expressions in a match. */
export function regexesIn(match: Match): string[] {
  const { name = [], publisher = [], signer = [], company = [] } = match;
  const names = [name, publisher, signer, company].flatMap((patterns) => listed(patterns));
  const inner = [...(match.any ?? []), ...(match.all ?? []), ...listed(match.not ?? [])];
  return [...names.flatMap((pattern) => regexOf(pattern) ?? []), ...inner.flatMap(regexesIn)];
}

/** Whether a match asks for the digest of a program file. */
export function asksForDigests(match: Match): boolean {
  const inner = [...(match.any ?? []), ...(match.all ?? []), ...listed(match.not ?? [])];
  const ids = listed(match.id ?? []);
  return (
    match.sha256 !== undefined || ids.some((id) => id.startsWith('sha256:')) || inner.some(asksForDigests)
  );
}

/** Whether a match asks for versions. */
export function asksForVersions(match: Match): boolean {
  const inner = [...(match.any ?? []), ...(match.all ?? []), ...listed(match.not ?? [])];
  return match.version !== undefined || inner.some(asksForVersions);
}

/** Whether a match asks when a record last shows something. */
export function asksForRecords(match: Match): boolean {
  const inner = [...(match.any ?? []), ...(match.all ?? [])];
  return match['last-seen'] !== undefined || inner.some(asksForRecords);
}
