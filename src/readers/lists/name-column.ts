import { numberedLines } from '../../formats/text/lines.ts';
import { answerLines, isPrompt } from '../../formats/text/shell-prompt.ts';
import type { Reader } from '../../types.ts';

/** A title and its line: nothing else in the table says that these are programs. */
const TITLE = /^ *(?:DisplayName|Display Name|ProductName|Software ?Name|Application ?Name) *$/iu;
const RULE = /^ *-{4,} *$/u;

/**
 * A table of PowerShell with one column of names. Users and services have names of the same title, so that what is
 * found in it counts and what is not found proves nothing.
 */
export const nameColumn: Reader = {
  id: 'name-column',
  title: 'PowerShell table of names alone',
  paths: [],
  recognises(head) {
    const [title = '', rule = ''] = answerLines(head);
    return TITLE.test(title) && RULE.test(rule);
  },
  *read(bytes) {
    let isBelow = false;
    for (const { text, number } of numberedLines(bytes)) {
      const name = text.trim();
      if (isBelow && name !== '' && !isPrompt(text) && !TITLE.test(text) && !RULE.test(text)) {
        const isCut = /(?:\.\.\.|…)$/u.test(name);
        yield { name, ids: [], line: number, ...(isCut ? { marks: ['truncated-name'] } : {}) };
      }
      isBelow ||= RULE.test(text);
    }
    throw new SyntaxError(
      'a column of names alone does not show that these are all programs; add DisplayVersion and Publisher',
    );
  },
};
