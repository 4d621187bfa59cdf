import {
  DENIED_WORDS,
  ENDED_WORDS,
  ERROR_WORDS,
  LIST_WORDS,
  OMITTED_WORDS,
  SHORTENED_WORDS,
  SYSTEM_WORDS,
  UNKNOWN_COMMAND_WORDS,
} from './failure-words.ts';

/** A line in which a shell or a tool says that it failed, was ended, or left something out. */
export interface FailureLine {
  /** From 1. */
  readonly line: number;
  readonly text: string;
}

/** How a process ends that does not end by itself. */
const ENDED = `${ENDED_WORDS}(?: \\(core dumped\\))?(?: {2,}[^\n]*)?`;
/** The script and its line before that. */
const IN_SCRIPT = ': line ';
const ENDED_IN_SCRIPT = `[^\n]{1,80}${IN_SCRIPT}\\d+: +\\d+ ${ENDED}`;
const CONNECTION =
  '(?:Shared )?[Cc]onnection (?:to|with|from) [^\n]{1,100} (?:closed|lost|reset|refused|timed out)\\b[^\n]*|(?:client_loop|packet_write_wait|ssh|scp|Timeout, server)\\b[^\n]{0,200}(?:timed out|refused|reset|[Dd]isconnect|not responding|Broken pipe)[^\n]*';
/** The name of a program, and what it says behind that. */
const LONGEST_PROGRAM = 60;
const PROGRAM = `[\\w ./@+-]{1,${LONGEST_PROGRAM}}[:：]`;
const SYSTEM_END = `(?:${SYSTEM_WORDS}|${DENIED_WORDS})[.。]?`;
const SYSTEM = `${PROGRAM}[^\n]{0,300}${SYSTEM_END}`;
/** The same of `timeout`, which names a command last. */
const SIGNAL = 'sending signal ';
const SIGNALLED = `${PROGRAM}[^\n]{0,300}${SIGNAL}\\w+ to command [^\n]*`;
const DENIED = `${DENIED_WORDS}[.。]?`;
const ERROR_SAID = `(?:(?:[Ee]rror|ERROR|[Ff]atal|FATAL|E): |${ERROR_WORDS} ?[:：] ?)\\S[^\n]*`;
const ERROR = `${ERROR_SAID}|(?:ERROR|FEHLER|ERREUR|ERRORE|ERRO|FOUT|ОШИБКА|错误|エラー)[:：]`;
const ERROR_OF = `[\\w./-]{1,${LONGEST_PROGRAM}}: ${ERROR_SAID}`;
const NAMED =
  'An (?:unexpected )?error occurred\\b[^\n]*|Traceback \\(most recent call last\\):|panic: [^\n]*|Exception in thread [^\n]*|Unhandled [Ee]xception\\b[^\n]*|[A-Z]\\w+(?:\\.\\w+)*Exception: [^\n]*|(?:PS[^\n>]{0,200})?>* ?TerminatingError\\([^\n)]{1,100}\\): [^\n]*';
const WAITED =
  '(?:The )?(?:[Oo]peration|[Cc]ommand|[Rr]equest|[Qq]uery|[Ss]ession) (?:has |was |is )?(?:timed out|cancell?ed|aborted|interrupted|closed)\\b[^\n]*';
/** The name of a command of PowerShell before what it says, and what stands below that in every language. */
const POWERSHELL =
  '(?:Add|ConvertFrom|ConvertTo|Export|ForEach|Format|Get|Import|Invoke|New|Out|Read|Select|Set|Sort|Start|Test|Where|Write)-[A-Z][A-Za-z]+ ?: \\S[^\n]*|\\[[\\w.-]{1,80}\\] Connecting to remote server [^\n]*|[ \t]*\\+ (?:CategoryInfo|FullyQualifiedErrorId) *: [^\n]*';
const UNITS =
  '(?:lines?|rows?|entries|items?|results?|records?|programs?|packages?|characters|bytes|output|list)';
const MARKS = '[[(<.…*（＜ -]{0,6}';
const OMITTED = [
  `${MARKS}(?:and )?(?:\\d[\\d,.]* )?(?:more |further |other |additional )?(?:${UNITS} )?(?:was |were |has been |have been )?(?:truncated|omitted|skipped|snipped|not shown|suppressed)\\b[^\n]{0,60}`,
  `(?:(?:\\.{3}|…)[ (]*(?:and )?|and )\\d[\\d,.]* more\\b[^\n]{0,60}`,
  `${MARKS}(?:[Oo]utput |[Ll]ist |[Rr]esults? )(?:is )?limited to \\d[^\n]{0,60}`,
  `${MARKS}(?:[Mm]aximum|[Ll]imit)[^\n]{0,40} (?:reached|exceeded)\\b[^\n]{0,40}`,
  `${MARKS}${OMITTED_WORDS}[^\n]{0,60}`,
  '-- ?More ?--[^\n]{0,20}',
  '[[(<]{1,2}(?:snip|\\.{3}|…|gekürzt|suite|cut)[\\])>]{1,2}',
  '(?:[Ss]howing|[Dd]isplaying) (?:only )?(?:the )?(?:first|top|last) \\d[^\n]{0,60}',
  `(?:The |Die |Das |La |Le |El )?${LIST_WORDS}[^\n]{0,60} ${SHORTENED_WORDS}[.!]?`,
  '(?:\\.{3}|…)',
  // winget says in every language that entries were left out, and nothing else so.
  '<(?![!?/])(?=[^<>\n]* [^<>\n]* |[^\\x00-\\x7f])[^<>=/\n]{4,120}>',
].join('|');

const BEGINNINGS = [ENDED, CONNECTION, DENIED, ERROR, NAMED, WAITED, POWERSHELL, OMITTED];
const OF_PROGRAMS = [ENDED_IN_SCRIPT, SYSTEM, SIGNALLED, ERROR_OF];

/** A line of each of these, by itself. */
const lineOf = (sources: readonly string[], flags: string) =>
  new RegExp(`^(?:${sources.join('|')})\\r*$`, flags);
const ANY = lineOf([...OF_PROGRAMS, ...BEGINNINGS], 'gmu');
const BEGINNING = lineOf(BEGINNINGS, 'myu');
const OF_PROGRAM = lineOf(OF_PROGRAMS, 'myu');
const SAID = new RegExp(`: ${ERROR_SAID}`, 'yu');
/** Read from the end of a line, which most lines do not share. */
const BEHIND = new RegExp(`(?<=${SYSTEM_END}\\r*)`, 'yu');

/** Three dots end a document of YAML that began with three dashes. */
const YAML = /^---(?:\s|$)/mu;
/** What login shells complain of, whatever they are asked to do. */
const HARMLESS = /\bwarning: |\bsetlocale\b|Could not chdir to home directory/iu;

/**
 * The lines of a text that say that it is not all that was to be collected, in order, in many languages.
 */
export function* failureLines(text: string): Generator<FailureLine> {
  let line = 1;
  let counted = 0;
  let isYaml: boolean | undefined;
  for (const { found, index } of linesFound(text)) {
    if (HARMLESS.test(found)) continue;
    if (found.startsWith('...') && (isYaml ??= YAML.test(text))) continue;
    for (let at = text.indexOf('\n', counted); at !== -1 && at < index; at = text.indexOf('\n', at + 1)) {
      line++;
      counted = at + 1;
    }
    yield { line, text: found.trim() };
  }
}

interface Found {
  readonly found: string;
  readonly index: number;
}

/** Asks of each line only what it may be: a list has many lines, and hardly one of a failure. */
function* linesFound(text: string): Generator<Found> {
  if (isTorn(text)) {
    for (const { 0: found, index } of text.matchAll(ANY)) yield { found, index };
    return;
  }
  const colon = finderOf(text, ':');
  const wideColon = finderOf(text, '：');
  const inScript = finderOf(text, IN_SCRIPT);
  const signal = finderOf(text, SIGNAL);
  for (let start = 0, end = 0; start < text.length; start = end + 1) {
    end = endOfLine(text, start);
    const named = Math.min(colon(start), wideColon(start));
    const mayBeOfProgram =
      (named < end &&
        named <= start + LONGEST_PROGRAM &&
        (matchesAt(BEHIND, text, end) || matchesAt(SAID, text, named))) ||
      inScript(start) < end ||
      signal(start) < end;
    if (matchesAt(BEGINNING, text, start) || (mayBeOfProgram && matchesAt(OF_PROGRAM, text, start)))
      yield { found: text.slice(start, end), index: start };
  }
}

/** Whether a line has no line feed at its end, as those of old systems and of bars of progress. */
function isTorn(text: string): boolean {
  if (text.includes('\u2028') || text.includes('\u2029')) return true;
  return text.includes('\r') && LONE_RETURN.test(text);
}

const LONE_RETURN = /\r(?![\r\n]|$)/u;

/** Where something stands first at or behind a place; asked about places in their order. */
type Finder = (from: number) => number;

function finderOf(text: string, part: string): Finder {
  let at = -1;
  return (from) => {
    if (at < from) at = text.indexOf(part, from);
    if (at === -1) at = Number.POSITIVE_INFINITY;
    return at;
  };
}

function endOfLine(text: string, start: number): number {
  const end = text.indexOf('\n', start);
  return end === -1 ? text.length : end;
}

function matchesAt(pattern: RegExp, text: string, at: number): boolean {
  pattern.lastIndex = at;
  return pattern.test(text);
}

/** Words of shells and PowerShell, in any line: a list may well have them in a description. */
const WITHIN = new RegExp(
  `^[^\n]{0,200}(?:${DENIED_WORDS}|${UNKNOWN_COMMAND_WORDS}|command not found|Permission denied|FullyQualifiedErrorId|CategoryInfo\\s*:|No such file or directory|Traceback \\(most recent call last\\))[^\n]{0,200}`,
  'imu',
);

/**
 * The first line of a text that no reader knows and in which a shell says that a command failed.
 */
export function failureWithin(text: string): string | undefined {
  return WITHIN.exec(text)?.[0].trim();
}
