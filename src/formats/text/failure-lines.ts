/** A line in which a shell or a tool says that it failed, was ended, or left something out. */
export interface FailureLine {
  /** From 1. */
  readonly line: number;
  readonly text: string;
}

/** How a process ends that does not end by itself. */
const ENDED =
  '(?:[^\n]{1,80}: line \\d+: +\\d+ )?(?:Killed|Terminated|Aborted|Hangup|Segmentation fault|Bus error|Illegal instruction|Broken pipe|\\^C)(?: \\(core dumped\\))?(?: {2,}[^\n]*)?';
const CONNECTION =
  '(?:Shared )?[Cc]onnection (?:to|with|from) [^\n]{1,100} (?:closed|lost|reset|refused|timed out)\\b[^\n]*|(?:client_loop|packet_write_wait|ssh|scp|Timeout, server)\\b[^\n]{0,200}(?:timed out|refused|reset|[Dd]isconnect|not responding|Broken pipe)[^\n]*';
/** What the system says where a call fails, behind the name of a program. */
const SYSTEM =
  '[\\w ./@+-]{1,60}: [^\n]{0,300}(?:No such file or directory|Permission denied|Input/output error|No space left on device|Operation not permitted|Cannot allocate memory|Connection (?:refused|reset by peer|timed out)|[Oo]peration timed out|command not found|sending signal \\w+ to command [^\n]*|a password is required)\\.?';
const ERROR = '(?:[\\w./-]{1,60}: )?(?:[Ee]rror|ERROR|[Ff]atal|FATAL|E): \\S[^\n]*';
const NAMED =
  'An (?:unexpected )?error occurred\\b[^\n]*|Traceback \\(most recent call last\\):|panic: [^\n]*|Exception in thread [^\n]*|Unhandled [Ee]xception\\b[^\n]*|[A-Z]\\w+(?:\\.\\w+)*Exception: [^\n]*';
const WAITED =
  '(?:The )?(?:[Oo]peration|[Cc]ommand|[Rr]equest|[Qq]uery|[Ss]ession) (?:has |was |is )?(?:timed out|cancell?ed|aborted|interrupted)\\b[^\n]*';
/** The name of a command of PowerShell before what it says, and what stands below that in every language. */
const POWERSHELL =
  '(?:Add|ConvertFrom|ConvertTo|Export|ForEach|Format|Get|Import|Invoke|New|Out|Read|Select|Set|Sort|Start|Test|Where|Write)-[A-Z][A-Za-z]+ ?: \\S[^\n]*|\\[[\\w.-]{1,80}\\] Connecting to remote server [^\n]*|[ \t]*\\+ (?:CategoryInfo|FullyQualifiedErrorId) *: [^\n]*';
const UNITS =
  '(?:lines?|rows?|entries|items?|results?|records?|programs?|packages?|characters|bytes|output|list)';
const OMITTED = `[[(<.\\xe2\\x80\\xa6 -]{0,6}(?:and )?(?:\\d[\\d,.]* )?(?:more |further |other |additional )?(?:${UNITS} )?(?:was |were |has been |have been )?(?:truncated|omitted|not shown|suppressed)\\b[^\n]{0,60}|(?:\\.{3}|\\xe2\\x80\\xa6)[ (]*(?:and )?\\d[\\d,.]* more\\b[^\n]{0,60}|-- ?More ?--`;

const LINE = new RegExp(
  `^(?:${[ENDED, CONNECTION, SYSTEM, ERROR, NAMED, WAITED, POWERSHELL, OMITTED].join('|')})\\r*$`,
  'gmu',
);
/** What login shells complain of, whatever they are asked to do. */
const HARMLESS = /\bwarning: |\bsetlocale\b|Could not chdir to home directory/iu;

/**
 * The lines of a text that say that it is not all that was to be collected, in order.
 *
 * @param text bytes as Latin-1: what is looked for shows through every encoding that ASCII does
 */
export function* failureLines(text: string): Generator<FailureLine> {
  let line = 1;
  let counted = 0;
  for (const { 0: found, index } of text.matchAll(LINE)) {
    if (HARMLESS.test(found)) continue;
    for (let at = text.indexOf('\n', counted); at !== -1 && at < index; at = text.indexOf('\n', at + 1)) {
      line++;
      counted = at + 1;
    }
    yield { line, text: Buffer.from(found.trim(), 'latin1').toString() };
  }
}

/** Words of shells and PowerShell, in any line: a list may well have them in a description. */
const WITHIN =
  /^[^\n]{0,200}(?:Access is denied|is not recognized as|command not found|Permission denied|FullyQualifiedErrorId|CategoryInfo\s*:|No such file or directory|Traceback \(most recent call last\))[^\n]{0,200}/imu;

/**
 * The first line of a text that no reader knows and in which a shell says that a command failed.
 *
 * @param text bytes as Latin-1
 */
export function failureWithin(text: string): string | undefined {
  return WITHIN.exec(text)?.[0].trim();
}
