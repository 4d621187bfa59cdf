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
  return asksFor(
    match,
    ({ sha256, id = [] }) => sha256 !== undefined || listed(id).some((it) => it.startsWith('sha256:')),
  );
}

/** Whether a match asks for versions. */
export function asksForVersions(match: Match): boolean {
  return asksFor(match, ({ version }) => version !== undefined);
}

/** Whether a match asks for licences. */
export function asksForLicences(match: Match): boolean {
  return asksFor(match, ({ licence }) => licence !== undefined);
}

/** Whether this holds for a match or one inside it. */
function asksFor(match: Match, holds: (match: Match) => boolean): boolean {
  const inner = [...(match.any ?? []), ...(match.all ?? []), ...listed(match.not ?? [])];
  return holds(match) || inner.some((one) => asksFor(one, holds));
}

/** Whether a match asks when a record last shows something. */
export function asksForRecords(match: Match): boolean {
  const inner = [...(match.any ?? []), ...(match.all ?? [])];
  return match['last-seen'] !== undefined || inner.some(asksForRecords);
}
