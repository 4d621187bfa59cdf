import { groupOf, matchedLines } from './matched-lines.ts';

/** A line that looks like a row of some list of programs. */
export interface RowLine {
  /** Rows of one list are of one kind. */
  readonly kind: string;
  /** Whether no prose, no name and no file looks so. */
  readonly isCertain: boolean;
  readonly text: string;
  /** In characters. */
  readonly start: number;
  /** From 1. */
  readonly line: number;
}

const NAME = String.raw`(?=[\w.+-]*[A-Za-z])[A-Za-z0-9][\w.+-]*`;
const NUMBER = String.raw`v?\d[\w+~^]*[.:-][\w.+~^:-]*(?<![.:-])`;
const VERSION = String.raw`(?:\d+:)?${NUMBER}`;
const RPM_ARCH = '(?:x86_64|noarch|i[3-6]86|aarch64|armv7hl|ppc64le|s390x|riscv64)';
const DEB_ARCH = '(?:amd64|all|arm64|i386|armhf|armel|ppc64el|s390x|riscv64)';
const END = String.raw`[ \t]*\r*$`;

/** What nothing but a row of a list looks like. */
const CERTAIN: readonly (readonly [string, string])[] = [
  [
    'dpkg',
    String.raw`[uihrp][ncHUFWti][R ]?[ \t]{1,3}${NAME}(?::\w+)?[ \t]+\S*\d\S*[ \t]+${DEB_ARCH}(?:[ \t]|\r*$)`,
  ],
  ['slackware', String.raw`${NAME}-\d[\w.+~]*-(?:${RPM_ARCH}|x86|arm|fw)-\d\w*${END}`],
  ['apk', String.raw`${NAME}-\d[\w.]*-r\d+(?: \S+ \{\S+\}[^\n]*)?${END}`],
  ['rpm', String.raw`${NAME}-v?\d[\w.+~^]*-\d[\w.+~^]*(?:\.${RPM_ARCH})?${END}`],
  ['dnf', String.raw`${NAME}\.${RPM_ARCH}(?:[ \t]+\S*\d\S*(?:[ \t][^\n]*)?)?\r*$`],
  ['zypper', String.raw`(?:[a-z]{1,2}\+?| ) *\| \S+ +\|[^\n]*`],
  ['apt', String.raw`${NAME}\/\S+ \S*\d\S* ${DEB_ARCH}(?: \[[^\]\n]*\])?${END}`],
  ['xbps', String.raw`(?:(?:ii|uu|hr|\?\?) )?${NAME}-\d[\w.]*_\d+(?:[ \t]+[^\n]*)?\r*$`],
  ['store path', String.raw`(?:[^\t\n]{1,100}\t){0,3}\/(?:nix|gnu)\/store\/[a-z0-9]{32}-\S+${END}`],
  [
    'fileset',
    String.raw`[\w.+-]+:[\w.+-]+:\d+(?:\.\d+){2,}:[^\n]*|[ \t]+[\w.+-]+[ \t]+\d+(?:\.\d+){3}[ \t]+(?:COMMITTED|APPLIED|APPLYING|BROKEN|C|A)(?:[ \t][^\n]*)?`,
  ],
  ['registry', String.raw`(?: {4}|\t)\S[^\n]{0,200}?(?: {4}|\t)REG_[A-Z_]+(?: {4}|\t)[^\n]*`],
];
/** What a line of prose, a name or a file may look like, too. */
const LIKELY: readonly (readonly [string, string])[] = [
  [
    'atom',
    String.raw`(?:\[[\w -]{2,4}\] ){0,2}(?:[a-z0-9]+-[a-z0-9-]+|virtual)\/[\w+-]+-\d[\w.-]*(?::[\w./-]+)?${END}`,
  ],
  [
    'node',
    String.raw`(?:(?:\xe2\x94[\x80-\xbf]){2,4}|[+\x60]--) @?[\w@./-]+@\d[\w.+-]*${END}|(?:\/[^\/\n]+)*\/node_modules\/[\w@.\/-]+${END}`,
  ],
  ['requirement', String.raw`${NAME}==\d\S*${END}`],
  ['plug-in', String.raw`[A-Za-z0-9][\w-]*\.[A-Za-z0-9][\w.-]*@\d+\.\d+\.\d+\S*${END}`],
  ['registry', String.raw`HKEY_[A-Z_]+\\[^\n]+`],
  ['object', String.raw`\{"[^\n]*\}${END}`],
  ['tabs', String.raw`${NAME}\t\d\S*${END}|[^\t\n]+\t(?=[^\n]*\d)[^\t\n]*\t[^\n]*`],
  ['framed', String.raw`\|(?=[^\n]*\d)[^|\n]*\|[^|\n]*\|[^\n]*`],
  ['bars', String.raw`[^|\n;]{1,100}\|(?:[^|\n]{0,100}\|){0,3}${VERSION}(?:\|[^\n]*)?${END}`],
  [
    'cells',
    String.raw`"[^"\n]*"(?=[^\n]*\d)(?:[,;]"[^"\n]*"){1,40}${END}|[^\s,;"][^,;"\n]{0,80}(?<mark>[,;])${VERSION}(?:\k<mark>[^\n]*)?\r*$`,
  ],
  ['pair', String.raw`${NAME} ${NUMBER}${END}`],
  ['padded', String.raw`${NAME} {2,}${NUMBER}${END}`],
  ['indented', String.raw` +${NAME} +${NUMBER}(?: \[[\w-]+\])?${END}`],
  ['headed', String.raw`${NAME} v\d[\w.+-]*:${END}`],
  ['dashed', String.raw`${NAME} - ${VERSION}${END}`],
  ['port', String.raw`(?:[ \t]+[\w.+-]+ |[\w.+-]+ {2,})@\d\S*(?: \([^\n]*)?${END}`],
  [
    'in brackets',
    String.raw` *(?:\d{6,12} +)?[\w@.+-][\w @.+-]{0,80}? +\((?:default: )?\d[\w., :-]*\)${END}|\S+ \(v:\S+\)[^\n]*`,
  ],
  ['named', String.raw`${NAME}-\d+(?:\.\w+)+(?:[_,]\d+)*${END}`],
  ['explained', String.raw`${NAME}-\d+(?:\.\w+)+(?:[_,]\d+)* {2,}[^\n]+`],
  ['described', String.raw`${NAME} {2,}- \S[^\n]*`],
  ['bundle', String.raw`(?:\/[^\/\t\n]{1,100})*[^\/\s:]\.app${END}`],
  [
    'table',
    String.raw`(?![^:\n]{1,60}?[ \t]*: )(?=[^\n]*\d)(?!\|)(?:[^\s|]| (?! ))+ {2,}(?:[^ \n|]| (?! ))+ {2,}\S[^\n]*`,
  ],
  ['state', String.raw`(?:Running|Stopped) +\S+ +\S[^\n]*`],
  ['module', String.raw`[ \t]+\d+[ \t]+\d+[ \t]+0x[^\n]*`],
  ['element', String.raw`- name: \S[^\n]*`],
];
/** Some end like a package with its version. */
const IDENTIFIER = String.raw`[a-z]{2,3}(?:\.[A-Za-z][\w-]*){2}(?:\.[\w-]+)*${END}`;
const KINDS: typeof LIKELY = [['identifier', IDENTIFIER], ...CERTAIN, ...LIKELY];
const LINE = new RegExp(
  `^(?=[^\\n]{2,1000}$)(?:${KINDS.map(([, source]) => `(${source})`).join('|')})`,
  'gmu',
);

/** The kind of each group of {@link LINE}, by its place: some kinds have groups of their own. */
const GROUPS = KINDS.flatMap(([, source], index) => (source.includes('(?<mark>') ? [index, index] : [index]));

/**
 * The lines of a text that look like rows of lists of programs, in order: each has a digit, which titles have not.
 *
 * @param text as Latin-1
 */
export function* rowLinesIn(text: string): Generator<RowLine> {
  for (const { found, start, end, line } of matchedLines(text, LINE)) {
    const index = GROUPS[groupOf(found)] ?? 0;
    yield {
      kind: KINDS[index]?.[0] ?? '',
      isCertain: index > 0 && index <= CERTAIN.length,
      text: text.slice(start, end).trimEnd(),
      start,
      line,
    };
  }
}
