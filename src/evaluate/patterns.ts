import { type IndicatorKind, indicatorKey, lookUps } from '../catalogue/keys.ts';
import { patternKeys } from '../catalogue/places.ts';
import { spellingsOf } from '../catalogue/spellings.ts';
import { globOf, isGlob, literalPrefix } from '../matching/glob.ts';
import { nameKeys, publisherKeys } from '../matching/names/index.ts';
import type { NamePattern } from '../schema/index.ts';
import type { Program, Sighting } from '../types.ts';
import { type DetailTest, detailTest } from './id-details.ts';
import { isFalse, isTrue, type Ternary, unknown } from './ternary.ts';

/** A regular expression of the linear-time engine, compiled; the whole text must match. */
export type Expression = (text: string) => boolean;
/** By source. */
export type Expressions = ReadonlyMap<string, Expression>;

/** What a pattern says of a text. */
type Test = (key: string, cut: boolean) => Ternary['truth'];

/** The name of a program against patterns. */
export function nameTest(patterns: readonly NamePattern[], expressions: Expressions) {
  const tests = keyTests('name', patterns);
  const regexes = regexesOf(patterns, expressions);
  return (program: Program): Ternary => {
    const { name } = program;
    if (regexes.some((regex) => regex(name))) return isTrue(`the name is ${JSON.stringify(name)}`);
    const keys = spellingsOf(program).flatMap(nameKeys);
    return answered(keys, tests, isCut(program), `the name is ${JSON.stringify(name)}`, 'the name was cut');
  };
}

/** The publisher of a program against patterns. */
export function publisherTest(patterns: readonly NamePattern[], expressions: Expressions) {
  const tests = keyTests('publisher', patterns);
  const regexes = regexesOf(patterns, expressions);
  return ({ publisher }: Program): Ternary => {
    if (publisher === undefined) return isFalse;
    const reason = `the publisher is ${JSON.stringify(publisher)}`;
    if (regexes.some((regex) => regex(publisher))) return isTrue(reason);
    return answered(publisherKeys(publisher), tests, false, reason, '');
  };
}

/** One pattern of ids: what its key must be, and what must hold of the version and the rest of the id. */
interface IdTest {
  readonly keys: readonly Test[];
  readonly details?: DetailTest | undefined;
}

/** The ids of a program against `kind:value` patterns. */
export function idTest(patterns: readonly string[]) {
  const tests = new Map<string, IdTest[]>();
  for (const pattern of patterns) {
    const { kind, value } = idPattern(pattern);
    const folders = kind === 'path' || kind === 'registry-key';
    const keys = patternKeys(kind, value).map((key) => test(key, folders));
    tests.set(kind, [...(tests.get(kind) ?? []), { keys, details: detailTest(kind, value) }]);
  }
  return (program: Program): Ternary => {
    let answer = isFalse;
    for (const id of program.ids ?? []) {
      lookUps(id, (kind, key) => {
        for (const one of tests.get(kind) ?? []) {
          if (answer.truth === 'yes') return;
          const next = idAnswer(one, id, key, program);
          if (next.truth !== 'no') answer = next;
        }
      });
    }
    return answer;
  };
}

function idAnswer({ keys, details }: IdTest, id: string, key: string, program: Program): Ternary {
  const answer = answered([key], keys, isCut(program), `it has the id ${id}`, 'the name was cut');
  if (answer.truth === 'no' || !details) return answer;
  const truth = details(id, program);
  if (truth === 'no') return isFalse;
  return truth === 'yes' ? answer : unknown(`${id} does not say which version it is`);
}

/** Who signed a program file, or the company in its version resource, against name patterns. */
export function valueTest(
  kind: 'signer' | 'company',
  patterns: readonly NamePattern[],
  { expressions }: { readonly expressions: Expressions },
) {
  const tests = keyTests(kind, patterns);
  const regexes = regexesOf(patterns, expressions);
  return ({ ids = [] }: Program): Ternary => {
    for (const id of ids) {
      if (!id.startsWith(`${kind}:`)) continue;
      const value = id.slice(kind.length + 1);
      const keys: string[] = [];
      lookUps(id, (_, key) => keys.push(key));
      const holds = regexes.some((regex) => regex(value));
      if (holds || keys.some((key) => tests.some((it) => it(key, false) === 'yes')))
        return isTrue(`the ${kind} is ${JSON.stringify(value)}`);
    }
    return isFalse;
  };
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
  const tests = patterns.flatMap((pattern) => patternKeys('path', pattern)).map((key) => test(key, true));
  return (sighting: Sighting): Ternary => {
    let answer = isFalse;
    for (const place of pathsOfProgram(sighting)) {
      lookUps(`path:${place}`, (_, key) => {
        if (tests.some((it) => it(key, false) === 'yes')) answer = isTrue(`it is at ${place}`);
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

function keyTests(
  kind: 'name' | 'publisher' | 'signer' | 'company',
  patterns: readonly NamePattern[],
): Test[] {
  return patterns.flatMap((pattern) => {
    const text = textOf(pattern);
    return text === undefined ? [] : [test(indicatorKey(kind, text))];
  });
}

/** `x *` means x too. Of a cut text only the beginning is known. */
function test(pattern: string, folders = false): Test {
  const literal = literalPrefix(pattern);
  const glob = isGlob(pattern) ? globOf(pattern, { folders }) : (key: string) => key === pattern;
  const alone = pattern.endsWith(' *') ? pattern.slice(0, -2) : undefined;
  return (key, cut) => {
    const matches = key === alone || glob(key);
    if (!cut) return matches ? 'yes' : 'no';
    if (matches && (pattern.endsWith('*') || key === pattern)) return 'yes';
    return matches || (literal.length > key.length && literal.startsWith(key)) ? 'maybe' : 'no';
  };
}

function answered(
  keys: readonly string[],
  tests: readonly Test[],
  cut: boolean,
  reason: string,
  doubt: string,
): Ternary {
  const truths = keys.flatMap((key) => tests.map((it) => it(key, cut)));
  if (truths.includes('yes')) return isTrue(reason);
  return truths.includes('maybe') ? unknown(doubt) : isFalse;
}

function isCut(program: Program): boolean {
  return program.marks?.includes('truncated-name') === true;
}
