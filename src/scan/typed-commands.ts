import { isPrompt, typedAt } from '../formats/text/shell-prompt.ts';

/** A command that was typed in a copied console. */
export interface TypedCommand {
  readonly typed: string;
  /** Where its line begins, in characters. */
  readonly start: number;
  /** Whether anything but another prompt stands behind it. */
  readonly isAnswered: boolean;
}

/** Commands that list programs, or print a list that was kept. */
const TOOLS = [
  'rpm|dnf|yum|zypper|dpkg(?:-query)?|apt|pacman|apk|xbps-query|opkg|equery|qlist|eopkg|guix|nix-env|snap|flatpak',
  'winget|choco|scoop|wmic|reg|sc|dism|driverquery|Get-\\w+|gcim|gwmi|gc',
  'brew|port|mas|pkgutil|system_profiler|pip3?|npm|gem|code|ls|lsmod|cat|type',
].join('|');
/** The last sign of a prompt, and what was typed behind it. */
const COMMAND = new RegExp(`[>$#%] ?(?<typed>(?:sudo )?(?:${TOOLS})\\b[^\\n]{0,500})$`, 'gimu');

/** The commands of a copied console that list programs, in order. */
export function* typedCommands(text: string): Generator<TypedCommand> {
  for (const { index, 0: all, groups = {} } of text.matchAll(COMMAND)) {
    const start = text.lastIndexOf('\n', index) + 1;
    const end = index + all.length;
    const typed = groups['typed']?.trim() ?? '';
    if (end - start > MAX_LINE || typedAt(text.slice(start, end)) !== typed) continue;
    const answer = /[^\n]*\S[^\n]*/u.exec(text.slice(end, end + MAX_LINE))?.[0];
    yield { typed, start, isAnswered: answer !== undefined && !isPrompt(answer.trimEnd()) };
  }
}

/** Letters of a prompt with what was typed, and in which an answer begins. */
const MAX_LINE = 4096;
