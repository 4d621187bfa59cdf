import type { ConsoleAnswer } from './console-answers.ts';

/** A pipe that lets only some lines or objects through. */
const SIEVE =
  /\| *(?:head|tail|[efz]?grep|rg|findstr|find|sls|Select-String|where(?:-object)?|\?|select(?:-object)?\b[^|]* -(?:first|last|skip|f|l))(?![\w-])/iu;
/** The same for what every program has, such as a title or the letters of what is installed: nothing is lost. */
const OF_ALL =
  /\| *(?:[efz]?grep|findstr) (?:[-/]\w+ )*["']?\^?(?:ii?|(?:Display|Service_)?Name|Package|rc|\$|WARNING|Listing)(?!\w)/giu;
/** A name, or an option by which a command chooses among what is installed. */
const CHOICES = [
  /(?:rpm -qa\w*|dpkg (?:-l|--list)|pacman -Q\w*|snap list|choco list|winget list|brew list(?: --\w+)*) +[^-|>\s]/u,
  /pacman -Q[a-z]*[demntu]/u,
  /(?:apk (?:info|list)|apt list)(?: +-\S+)* +[^-|>\s]/u,
  /apt list [^|>]*--upgrad/u,
  /winget list [^|>]*(?:-n|-q|-s|--(?:count|id|name|query|tag|moniker|cmd|source|upgrade-available))(?![\w-])/u,
  /Get-(?:Appx)?Package(?: +-\w+)* +(?:[^-|>\s]|-(?:Name|Publisher)\b)/iu,
  /(?:Get-(?:CimInstance|WmiObject)|gcim|gwmi) [^|>]*-(?:Filter|Query)\b/iu,
  /wmic product where\b/iu,
].map(({ source }) => source);
const CHOOSES = new RegExp(`^(?:sudo )?(?:${CHOICES.join('|')})`, 'iu');

/** Commands whose answers show a part of what is installed, unless the whole list is asked for, too. */
export function partialAnswers(commands: readonly ConsoleAnswer[]): ConsoleAnswer[] {
  const answered = commands.filter(({ isAnswered }) => isAnswered);
  const whole = new Set(answered.flatMap(({ typed }) => (isPartial(typed) ? [] : [toolOf(typed)])));
  return answered.filter(({ typed }) => isPartial(typed) && !whole.has(toolOf(typed)));
}

function isPartial(typed: string): boolean {
  return CHOOSES.test(typed) || SIEVE.test(typed.replace(OF_ALL, ''));
}

function toolOf(typed: string): string {
  return /^(?:sudo )?(?<tool>\S+)/u.exec(typed)?.groups?.['tool']?.toLowerCase() ?? '';
}
