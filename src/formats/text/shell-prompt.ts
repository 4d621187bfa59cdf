import { ofLastHead } from './head-text.ts';
import { filledLines } from './lines.ts';

/**
 * Whether a line is no answer of a command but what stands around it where somebody copied a console: the
 * prompt with what was typed behind it, and the greetings of `cmd` and of PowerShell.
 */
export function isPrompt(line: string): boolean {
  return prompt.test(line) || shellPrompt.test(line) || greeting.test(line);
}

/** What {@link filledLines} gives, without prompts. */
export const answerLines: (head: Uint8Array) => readonly string[] = ofLastHead((head) =>
  filledLines(head).filter((line) => !isPrompt(line)),
);

/** What was typed behind a prompt; undefined where no prompt is. */
export function typedAt(line: string): string | undefined {
  const found = prompt.exec(line) ?? shellPrompt.exec(line);
  return found === null ? undefined : line.slice(found[0].length).trim();
}

/** Whether a beginning of a line in Latin-1 may be a prompt, if what follows is known to be a command. */
export function mayBePrompt(beginning: string): boolean {
  return beforeCommand.test(beginning);
}

/** `PS C:\Users\me> winget list`, `[web-01]: PS C:\>`, `C:\>wmic product get name`, `wmic:root\cli>product` */
const prompt = /^\s*(?:\[[\w.-]+\]: )?(?:PS )?(?:[A-Za-z]:\\|\\\\|HK(?:LM|CU):|wmic:)[^<>|"?*]*>/u;
/** `alder@birch ~ % brew list`, `alder@birch:~$`, `[alder@birch ~]$ rpm -qa`, `$ brew list`, `$` */
const shellPrompt =
  /^(?:\([\w.-]+\) )?(?:[\w.-]+@[\w.-]+[: ][^$#%]{0,200}[$#%](?: |$)|\[[\w.-]+@[\w.-]+ [^\]]{1,200}\][$#%](?: |$)|[$%] (?=[a-z])|\$ ?$)/u;
const greeting =
  /^(?:Microsoft Windows \[[^\]]+\]|Windows PowerShell|PowerShell \d[\w.-]*|\(c\) .*Microsoft Corp.*)\s*$/iu;

/** Prompts that a command has to show as such, each as a whole. */
const beforeCommand = new RegExp(
  `^(?:${[
    // `PS C:\>`, `[web-01]: PS C:\>`, `PS /home/alder>`, `C:\>`, `PS>`, `>`
    String.raw`\s*(?:\[[\w.-]+\]: )?(?:PS ?)?(?:(?:[A-Za-z]:\\|\\\\|HK(?:LM|CU):|\/)[^<>|"?*\n]{0,300})?> ?`,
    // `alder@birch:~$`, `[alder@birch ~]$`, `birch:~ alder$`, `alder@birch ~>`, `bash-5.2$`, `birch#`
    String.raw`(?:\([\w.-]+\) )?\[?[\w.-]+(?:@[\w.-]+)?(?:[: ](?:(?! {2})[^$#%>\t\n]){0,200})?\]?[$#%>] `,
    // `~ $`, `/ #`, `$`, `#`, and with an arrow of zsh or fish for the dollar sign
    String.raw`(?:[~/]\S{0,200} )?(?:[$#%]|\xe2[\x80-\xbf]{2}) `,
    // The arrow and the corner with which themes of zsh begin
    String.raw`\xe2\x9e\x9c  \S[^\n]{0,200} `,
    String.raw`\xe2\x94\x94\xe2\x94\x80+[$#] `,
  ].join('|')})$`,
  'u',
);
