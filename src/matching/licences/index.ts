/** Whether a program is under licences that a rule names, or can be used by them. */

import { globOf } from '../glob.ts';
import { type Licence, parseLicence } from './expression.ts';
import { licenceIds } from './names.ts';

/** `maybe` where a text leaves open which licence it means. */
export type LicenceAnswer = 'yes' | 'no' | 'maybe';

/** Whether the licence of a program is one of some. */
export type LicenceTest = (licence: string) => LicenceAnswer;

/** A fleet has some hundred texts; more of them are an attack. */
const MAX_REMEMBERED = 10_000;

/**
 * The test of identifiers, with globs.
 *
 * What is forbidden and what is allowed are two questions. A program is under a licence if nobody can use it without:
 * one of several that all hold, and every one of a choice. It can be used by licences if they are enough: all of
 * several that hold, and one of a choice, where `or-later` is a choice of versions.
 *
 * @param isEnough asks whether these licences are enough to use the program
 */
export function licenceTest(patterns: readonly string[], isEnough: boolean): LicenceTest {
  const globs = patterns.map((pattern) => globOf(pattern.toLowerCase()));
  const isNamed = (id: string) => globs.some((glob) => glob(id.toLowerCase()));
  const holds = isEnough ? (id: string) => choices(id).some(isNamed) : isNamed;
  const stems = patterns.map(stemOf);
  const mayBe = (name: string) => stems.some((stem) => name.includes(stem));
  const known = new Map<string, LicenceAnswer>();
  return (text) => {
    let answer = known.get(text);
    if (answer === undefined) {
      answer = answerOf(parseLicence(text), { holds, mayBe, isEnough });
      if (known.size < MAX_REMEMBERED) known.set(text, answer);
    }
    return answer;
  };
}

/** What licences are compared with. */
interface Asked {
  readonly isEnough: boolean;
  /** Whether an identifier is one of those that a rule names. */
  holds(id: string): boolean;
  /** Whether a name that is on no list may mean one of them. */
  mayBe(name: string): boolean;
}

/** The word that every name of a licence holds which a pattern means: `bsd` of `BSD-3-*`. */
function stemOf(pattern: string): string {
  return /^[^*?#a-z]*(?<stem>[a-z]+)/u.exec(pattern.toLowerCase())?.groups?.['stem'] ?? '';
}

function answerOf(licence: Licence, asked: Asked): LicenceAnswer {
  const { isEnough } = asked;
  if (licence.kind === 'unknown') return 'maybe';
  if (licence.kind === 'other') return asked.mayBe(licence.name) ? 'maybe' : 'no';
  if (licence.kind === 'one') return common(licence.ids.map((id) => (asked.holds(id) ? 'yes' : 'no')));
  const answers = licence.parts.map((part) => answerOf(part, asked));
  if (licence.kind === 'unclear') return common(answers);
  // Of what is forbidden one of all is enough, of what is allowed one of a choice.
  const [one, other] =
    (licence.kind === 'choice') === isEnough ? (['yes', 'no'] as const) : (['no', 'yes'] as const);
  if (answers.includes(one)) return one;
  return answers.includes('maybe') ? 'maybe' : other;
}

/** What all of them say. */
function common(answers: readonly LicenceAnswer[]): LicenceAnswer {
  const [first = 'maybe'] = answers;
  return answers.every((answer) => answer === first) ? first : 'maybe';
}

/** The licences that somebody may choose where one says `or-later`. */
function choices(id: string): readonly string[] {
  const { family, version } = LATER.exec(id)?.groups ?? {};
  if (family === undefined) return [id];
  return licenceIds.filter((other) => {
    const found = VERSIONED.exec(other)?.groups;
    return found?.['family'] === family && Number(found['version']) >= Number(version);
  });
}

const LATER = /^(?<family>[A-Z]+)-(?<version>\d+\.\d+)-or-later$/u;
const VERSIONED = /^(?<family>[A-Z]+)-(?<version>\d+\.\d+)-(?:only|or-later)$/u;
