import { lineOf, quoted } from '../formats/source-position.ts';
import type { UnreadPart } from './further-documents.ts';
import { partialAnswers } from './partial-answers.ts';
import { type TypedCommand, typedCommands } from './typed-commands.ts';
import { isUnanswered } from './unanswered.ts';

/** What the commands of a copied console say of lists that are missing or are not whole. */
export function unreadInConsole(text: string): UnreadPart[] {
  const commands = [...typedCommands(text)];
  return [
    ...toldOnce(text, commands.filter(isUnanswered), (typed) => `the answer of ${typed} is not here`),
    ...toldOnce(text, partialAnswers(commands), (typed) => `${typed} shows only a part of a list`),
  ];
}

/** The first of some commands, and how many more there are. */
function toldOnce(
  text: string,
  [first, ...more]: readonly TypedCommand[],
  say: (typed: string) => string,
): UnreadPart[] {
  if (first === undefined) return [];
  const others = more.length > 0 ? ` (and ${more.length} more)` : '';
  return [{ reason: `line ${lineOf(text, first.start)}: ${say(quoted(first.typed))}${others}` }];
}
