import { isPrompt, mayBePrompt, typedAt } from '../formats/text/shell-prompt.ts';

/** What stands between two prompts of a copied console. */
export interface ConsoleAnswer {
  /** What was typed; empty where nothing was, and of what stands above the first prompt. */
  readonly typed: string;
  /** The line of the prompt, from 1. */
  readonly line: number;
  /** The first line behind what was typed. */
  readonly firstLine: number;
  /** In characters, from the line behind what was typed to the next prompt. */
  readonly start: number;
  readonly end: number;
  /** Whether anything stands there. */
  readonly isAnswered: boolean;
}

/** Commands that list programs, or print a list that was kept. */
const TOOLS = [
  'rpm|dnf|yum|zypper|dpkg(?:-query)?|apt|pacman|apk|xbps-query|opkg|equery|qlist|eopkg|guix|nix(?:-env)?|snap|flatpak',
  'winget|choco|scoop|wmic|reg query|sc query|dism|driverquery|Get-\\w+|gcim|gwmi|gc|pkg (?:info|query)',
  'brew|port installed|mas|pkgutil|system_profiler|pip3?|pipx|npm|gem|cargo|conda|code|ls|lsmod|cat|type',
].join('|');
const TYPED = `(?<typed>(?:sudo )?(?:${TOOLS})(?![\\w-])[^\\n]{0,500})$`;
/** The last sign of a prompt, and what was typed behind it. */
const COMMAND = new RegExp(`[>$#%\x80-\xbf] ?${TYPED}`, 'gimu');
/** The arrow of a theme of zsh, which has the folder behind it. */
const BEHIND_ARROW = new RegExp(`^\xe2\x9e\x9c  [^\n]{1,200}? ${TYPED}`, 'gimu');
/** The upper of two lines of a prompt. */
const UPPER_LINE = /^\xe2\x94\x8c\xe2\x94\x80/u;
/** PowerShell shows further lines of a command with these signs. */
const GOES_ON = /[|`\\]$/u;
const FURTHER = /^>>? ?/u;
/** Letters of a prompt with what was typed. */
const MAX_LINE = 4096;

/**
 * The answers in a copied console, in order; none where no prompt is with a command that lists programs.
 *
 * @param text a whole document as Latin-1
 */
export function consoleAnswers(text: string): ConsoleAnswer[] {
  const prompts = promptsIn(text);
  if (prompts.size === 0) return [];
  const answers: ConsoleAnswer[] = [];
  let last = { typed: '', line: 0, firstLine: 1, start: 0 };
  for (let at = 0, line = 1; at < text.length; line++) {
    const end = endOfLine(text, at);
    const typed = typedBehind(text.slice(at, Math.min(end, at + MAX_LINE)).trimEnd(), prompts);
    if (typed !== undefined) {
      answers.push({ ...last, end: at, isAnswered: hasText(text, last.start, at) });
      last = { typed, line, firstLine: line + 1, start: end };
    } else if (last.start === at && GOES_ON.test(last.typed) && FURTHER.test(text.slice(at, at + 3))) {
      const more = text.slice(at, end).replace(FURTHER, '').trim();
      last = { ...last, typed: `${last.typed} ${more}`, firstLine: line + 1, start: end };
    }
    at = end;
  }
  const end = text.length;
  return [...answers, { ...last, end, isAnswered: hasText(text, last.start, end) }];
}

/** What stands before the commands that list programs, without the blank behind it. */
function promptsIn(text: string): ReadonlySet<string> {
  const prompts = new Set<string>();
  for (const pattern of text.includes('\xe2\x9e\x9c') ? [COMMAND, BEHIND_ARROW] : [COMMAND]) {
    for (const { index, 0: all, groups = {} } of text.matchAll(pattern)) {
      const start = text.lastIndexOf('\n', index) + 1;
      const end = index + all.length - (groups['typed']?.length ?? 0);
      const before = text.slice(start, end);
      if (before.length <= MAX_LINE && mayBePrompt(before)) prompts.add(before.trimEnd());
    }
  }
  return prompts;
}

/** What was typed in a line that is a prompt of the same look, or one that every console may have. */
function typedBehind(line: string, prompts: ReadonlySet<string>): string | undefined {
  for (const prompt of prompts) {
    if (!line.startsWith(prompt)) continue;
    const rest = line.slice(prompt.length);
    if (rest === '' || rest.startsWith(' ') || prompt.endsWith('>')) return rest.trim();
  }
  return isPrompt(line) || UPPER_LINE.test(line) ? (typedAt(line) ?? '') : undefined;
}

function hasText(text: string, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (text.charCodeAt(at) > BLANK) return true;
  return false;
}

const BLANK = 0x20;

function endOfLine(text: string, at: number): number {
  const newline = text.indexOf('\n', at);
  return newline === -1 ? text.length : newline + 1;
}
