import type { TypedCommand } from './typed-commands.ts';

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
const COMMAND = new RegExp(`^(?:sudo )?(?:${LISTS})(?: 2>\\S{1,99})?${LAYOUT}$`, 'iu');

/** Whether a command lists programs, and no answer stands behind it. */
export function isUnanswered({ typed, isAnswered }: TypedCommand): boolean {
  return !isAnswered && COMMAND.test(typed);
}
