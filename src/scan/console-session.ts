import { quoted } from '../formats/source-position.ts';
import type { ConsoleAnswer } from './console-answers.ts';
import type { UnreadPart } from './further-documents.ts';
import { partialAnswers } from './partial-answers.ts';
import { isUnanswered } from './unanswered.ts';

/** What the commands of a copied console say of lists that are missing or are not whole. */
export function unreadInConsole(answers: readonly ConsoleAnswer[]): UnreadPart[] {
  return [
    ...toldOnce(answers.filter(isUnanswered), (typed) => `the answer of ${typed} is not here`),
    ...toldOnce(partialAnswers(answers), (typed) => `${typed} shows only a part of a list`),
  ];
}

/** The first of some commands, and how many more there are. */
function toldOnce([first, ...more]: readonly ConsoleAnswer[], say: (typed: string) => string): UnreadPart[] {
  if (first === undefined) return [];
  const others = more.length > 0 ? ` (and ${more.length} more)` : '';
  return [{ reason: `line ${first.line}: ${say(quoted(first.typed))}${others}` }];
}
