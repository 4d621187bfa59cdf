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
const ENDED = `(?:[^\n]{1,80}: line \\d+: +\\d+ )?${ENDED_WORDS}(?: \\(core dumped\\))?(?: {2,}[^\n]*)?`;
const CONNECTION =
  '(?:Shared )?[Cc]onnection (?:to|with|from) [^\n]{1,100} (?:closed|lost|reset|refused|timed out)\\b[^\n]*|(?:client_loop|packet_write_wait|ssh|scp|Timeout, server)\\b[^\n]{0,200}(?:timed out|refused|reset|[Dd]isconnect|not responding|Broken pipe)[^\n]*';
/** The name of a program, and what it says behind that. */
const SYSTEM = `[\\w ./@+-]{1,60}[:：][^\n]{0,300}(?:${SYSTEM_WORDS}|${DENIED_WORDS})[.。]?`;
const DENIED = `${DENIED_WORDS}[.。]?`;
const ERROR = `(?:[\\w./-]{1,60}: )?(?:(?:[Ee]rror|ERROR|[Ff]atal|FATAL|E): |${ERROR_WORDS} ?[:：] ?)\\S[^\n]*|(?:ERROR|FEHLER|ERREUR|ERRORE|ERRO|FOUT|ОШИБКА|错误|エラー)[:：]`;
const NAMED =
  'An (?:unexpected )?error occurred\\b[^\n]*|Traceback \\(most recent call last\\):|panic: [^\n]*|Exception in thread [^\n]*|Unhandled [Ee]xception\\b[^\n]*|[A-Z]\\w+(?:\\.\\w+)*Exception: [^\n]*';
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

const LINE = new RegExp(
  `^(?:${[ENDED, CONNECTION, SYSTEM, DENIED, ERROR, NAMED, WAITED, POWERSHELL, OMITTED].join('|')})\\r*$`,
  'gmu',
);
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
  const isYaml = YAML.test(text);
  for (const { 0: found, index } of text.matchAll(LINE)) {
    if (HARMLESS.test(found) || (isYaml && found.startsWith('...'))) continue;
    for (let at = text.indexOf('\n', counted); at !== -1 && at < index; at = text.indexOf('\n', at + 1)) {
      line++;
      counted = at + 1;
    }
    yield { line, text: found.trim() };
  }
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
