import { type IndicatorKind, indicatorKey, ownLookUps } from '../catalogue/keys.ts';
import { patternKeys } from '../catalogue/places.ts';
import { spellingsOf } from '../catalogue/spellings.ts';
import { nameKeys, publisherKeys } from '../matching/names/index.ts';
import { PROGRAM_FILE } from '../scan/program-file-options.ts';
import type { NamePattern } from '../schema/index.ts';
import type { Program, Sighting } from '../types.ts';
import { type DetailTest, detailTest } from './id-details.ts';
import { isFalse, isTrue, type Ternary, unknown } from './ternary.ts';
import { type TextPatterns, textPatterns } from './text-patterns.ts';

/** A regular expression of the linear-time engine, compiled; the whole text must match. */
export type Expression = (text: string) => boolean;
/** By source. */
export type Expressions = ReadonlyMap<string, Expression>;

/** The name of a program against patterns. */
export function nameTest(patterns: readonly NamePattern[], expressions: Expressions) {
  const known = keyPatterns('name', patterns);
  const regexes = regexesOf(patterns, expressions);
  return (program: Program): Ternary => {
    const { name } = program;
    if (regexes.some((regex) => regex(name))) return isTrue(`the name is ${JSON.stringify(name)}`);
    const keys = spellingsOf(program).flatMap(nameKeys);
    return answered(keys, known, isCut(program), `the name is ${JSON.stringify(name)}`, 'the name was cut');
  };
}

/**
 * The publisher of a program against patterns.
 *
 * @param missing the answer for a program of which no publisher is shown
 */
export function publisherTest(
  patterns: readonly NamePattern[],
  expressions: Expressions,
  missing: Ternary = isFalse,
) {
  const known = keyPatterns('publisher', patterns);
  const regexes = regexesOf(patterns, expressions);
  return ({ publisher }: Program): Ternary => {
    if (publisher === undefined) return missing;
    const reason = `the publisher is ${JSON.stringify(publisher)}`;
    if (regexes.some((regex) => regex(publisher))) return isTrue(reason);
    return answered(publisherKeys(publisher), known, false, reason, '');
  };
}

/** The ids of a program against `kind:value` patterns. */
export function idTest(patterns: readonly string[]) {
  const known = idPatterns(patterns);
  return (program: Program): Ternary => {
    const cut = isCut(program);
    let answer = isFalse;
    for (const id of program.ids ?? []) {
      ownLookUps(id, (kind, key) => {
        for (const [truth, details] of known.get(kind)?.find(key, cut) ?? []) {
          if (answer.truth === 'yes') return;
          const next = idAnswer(truth, details, id, program);
          if (next.truth !== 'no') answer = next;
        }
      });
    }
    return answer;
  };
}

/** Patterns by their kind, each with what must hold of the version and the rest of an id. */
function idPatterns(patterns: readonly string[]): Map<string, TextPatterns<DetailTest | undefined>> {
  const known = new Map<string, TextPatterns<DetailTest | undefined>>();
  for (const pattern of patterns) {
    const { kind, value } = idPattern(pattern);
    const ofKind = known.get(kind) ?? textPatterns(kind === 'path' || kind === 'registry-key');
    known.set(kind, ofKind);
    const details = detailTest(kind, value);
    for (const key of patternKeys(kind, value)) ofKind.add(key, details);
  }
  return known;
}

function idAnswer(
  found: Ternary['truth'],
  details: DetailTest | undefined,
  id: string,
  program: Program,
): Ternary {
  const truth = details?.(id, program) ?? 'yes';
  if (truth === 'no') return isFalse;
  if (found === 'maybe') return unknown('the name was cut');
  return truth === 'yes' ? isTrue(`it has the id ${id}`) : unknown(`${id} does not say which version it is`);
}

/** Who signed a program file, or the company in its version resource, against name patterns. */
export function valueTest(
  kind: 'signer' | 'company',
  patterns: readonly NamePattern[],
  expressions: Expressions,
  missing: Ternary = isFalse,
) {
  const known = keyPatterns(kind, patterns);
  const regexes = regexesOf(patterns, expressions);
  return ({ ids = [], reader }: Sighting): Ternary => {
    // A program file that was read and shows none has none.
    let answer = reader === PROGRAM_FILE ? isFalse : missing;
    for (const id of ids) {
      if (!id.startsWith(`${kind}:`)) continue;
      const value = id.slice(kind.length + 1);
      const keys: string[] = [];
      ownLookUps(id, (_, key) => keys.push(key));
      const reason = `the ${kind} is ${JSON.stringify(value)}`;
      if (regexes.some((regex) => regex(value))) return isTrue(reason);
      answer = answered(keys, known, false, reason, '');
      if (answer.truth === 'yes') return answer;
    }
    return answer;
  };
}

/** The digest of a program file against digests. */
export function digestTest(digests: readonly string[], missing: Ternary) {
  const test = idTest(digests.map((digest) => `sha256:${digest}`));
  return (program: Program): Ternary =>
    program.ids?.some((id) => id.startsWith('sha256:')) === true ? test(program) : missing;
}

/** `kind:value`; a package URL is of the kind `purl`. */
export function idPattern(pattern: string): { kind: IndicatorKind; value: string } {
  if (pattern.startsWith('pkg:')) return { kind: 'purl', value: pattern };
  // A CPE name begins with its kind already.
  if (/^cpe:(?:2\.3:|\/)/u.test(pattern)) return { kind: 'cpe', value: pattern };
  const colon = pattern.indexOf(':');
  return { kind: pattern.slice(0, colon) as IndicatorKind, value: pattern.slice(colon + 1) };
}

/** Where a program lies, or which manifest shows it, against patterns; what lies below counts. */
export function pathTest(patterns: readonly string[]) {
  const known = textPatterns<undefined>(true);
  for (const key of patterns.flatMap((pattern) => patternKeys('path', pattern))) known.add(key, undefined);
  return (sighting: Sighting): Ternary => {
    let answer = isFalse;
    for (const place of pathsOfProgram(sighting)) {
      ownLookUps(`path:${place}`, (_, key) => {
        const found = answered([key], known, false, `it is at ${place}`, '');
        if (found.truth === 'yes') answer = found;
      });
    }
    return answer;
  };
}

/** Every path that a sighting names. */
export function pathsOfProgram({ ids, folder, path }: Sighting): string[] {
  const own = (ids ?? []).filter((id) => id.startsWith('path:')).map((id) => id.slice(5));
  return [...own, ...(folder === undefined ? [] : [folder]), `/${path}`];
}

/** The text of a name pattern, unless it is a regular expression. */
export function textOf(pattern: NamePattern): string | undefined {
  if (typeof pattern === 'string') return pattern;
  return 'value' in pattern ? pattern.value : undefined;
}

/** The regular expression of a name pattern, if it is one. */
export function regexOf(pattern: NamePattern): string | undefined {
  return typeof pattern === 'object' && 'regex' in pattern ? pattern.regex : undefined;
}

function regexesOf(patterns: readonly NamePattern[], expressions: Expressions): Expression[] {
  return patterns.flatMap((pattern) => expressions.get(regexOf(pattern) ?? '') ?? []);
}

function keyPatterns(
  kind: 'name' | 'publisher' | 'signer' | 'company',
  patterns: readonly NamePattern[],
): TextPatterns<undefined> {
  const known = textPatterns<undefined>();
  for (const pattern of patterns) {
    const text = textOf(pattern);
    if (text !== undefined) known.add(indicatorKey(kind, text), undefined);
  }
  return known;
}

function answered(
  keys: readonly string[],
  known: TextPatterns<unknown>,
  cut: boolean,
  reason: string,
  doubt: string,
): Ternary {
  let answer = isFalse;
  for (const key of keys) {
    for (const [truth] of known.find(key, cut)) {
      if (truth === 'yes') return isTrue(reason);
      answer = unknown(doubt);
    }
  }
  return answer;
}

function isCut(program: Program): boolean {
  return program.marks?.includes('truncated-name') === true;
}
