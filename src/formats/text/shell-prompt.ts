/**
 * Whether a line is no answer of a command but what stands around it where somebody copied a console: the
 * prompt with what was typed behind it, and the greeting of `cmd`.
 */
export function isPrompt(line: string): boolean {
  return prompt.test(line) || shellPrompt.test(line) || greeting.test(line);
}

/** What was typed behind a prompt; undefined where no prompt is. */
export function typedAt(line: string): string | undefined {
  const found = prompt.exec(line) ?? shellPrompt.exec(line);
  return found === null ? undefined : line.slice(found[0].length).trim();
}

/** `PS C:\Users\me> winget list`, `[web-01]: PS C:\>`, `C:\>wmic product get name`, `wmic:root\cli>product` */
const prompt = /^\s*(?:\[[\w.-]+\]: )?(?:PS )?(?:[A-Za-z]:\\|\\\\|HK(?:LM|CU):|wmic:)[^<>|"?*]*>/u;
/** `alder@birch ~ % brew list`, `alder@birch:~$`, `[alder@birch ~]$ rpm -qa`, `$ brew list`, `$` */
const shellPrompt =
  /^(?:\([\w.-]+\) )?(?:[\w.-]+@[\w.-]+[: ][^$#%]{0,200}[$#%](?: |$)|\[[\w.-]+@[\w.-]+ [^\]]{1,200}\][$#%](?: |$)|[$%] (?=[a-z])|\$ ?$)/u;
const greeting = /^(?:Microsoft Windows \[[^\]]+\]|Windows PowerShell|\(c\) .*Microsoft Corp.*)\s*$/iu;
