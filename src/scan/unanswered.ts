import { quoted } from '../formats/source-position.ts';
import { isPrompt, typedAt } from '../formats/text/shell-prompt.ts';
import type { UnreadPart } from './further-documents.ts';

/** Commands that print at least one line on every machine that has them. */
const LISTS = [
  /rpm -qai?(?: --last)?/u,
  /dpkg (?:-l|--list|--get-selections)/u,
  /dpkg-query (?:-W|-l|--show|--list)/u,
  /apt list --installed/u,
  /pacman -Q/u,
  /apk (?:info|list)(?: -\w+| --installed){0,9}/u,
  /snap list(?: --all)?/u,
  /winget list(?: --[\w-]+){0,9}/u,
  /choco list(?: -\S{1,99}){0,9}/u,
  /wmic product (?:get|list)\b[^|>\n]{0,300}/u,
  /reg query [^|>\n]{0,300}\\Uninstall[^|>\n]{0,300}/u,
  /Get-(?:Package|AppxPackage(?: -AllUsers)?|(?:CimInstance|WmiObject) (?:-Class(?:Name)? )?Win32_Product)/u,
  /system_profiler SPApplicationsDataType/u,
]
  .map(({ source }) => source)
  .join('|');
/** What changes how an answer looks, and does not filter it. */
const LAYOUT = String.raw`(?: *\| *(?:Select(?:-Object)?|Format-\w+|ft|fl|sort(?:-object)?|more|cat|less)\b[^|>\n]{0,300}){0,9}`;
const COMMAND = new RegExp(
  `[>$#%] ?(?<typed>(?:sudo )?(?:${LISTS})(?: 2>\\S{1,99})?${LAYOUT})[ \\t\\r]*$`,
  'gimu',
);

/** Commands of a copied console that list programs, and behind which no answer stands. */
export function unansweredIn(text: string): UnreadPart[] {
  let first: string | undefined;
  let count = 0;
  for (const { index, 0: all, groups = {} } of text.matchAll(COMMAND)) {
    const start = text.lastIndexOf('\n', index) + 1;
    const end = index + all.length;
    const { typed = '' } = groups;
    if (end - start > MAX_LINE || typedAt(text.slice(start, end)) !== typed.trim()) continue;
    const answer = /[^\n]*\S[^\n]*/u.exec(text.slice(end, end + MAX_LINE))?.[0];
    if (answer !== undefined && !isPrompt(answer.trimEnd())) continue;
    count++;
    first ??= `line ${text.slice(0, start).split('\n').length}: the answer of ${quoted(typed.trim())} is not here`;
  }
  return first === undefined ? [] : [{ reason: `${first}${count > 1 ? ` (and ${count - 1} more)` : ''}` }];
}

/** Letters of a prompt with what was typed, and in which an answer begins. */
const MAX_LINE = 4096;
