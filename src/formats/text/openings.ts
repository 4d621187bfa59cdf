import { groupOf, matchedLines } from './matched-lines.ts';

/** A line with which a list of some tool may begin. */
export interface Opening {
  /** What it looks like: lines of one list look alike. */
  readonly shape: string;
  /** In characters. */
  readonly start: number;
  /** Past its line end. */
  readonly end: number;
  /** From 1. */
  readonly line: number;
}

/** Titles of a first column, and first fields of a record. */
const NAME =
  '(?:Display ?Name|Name|Nome?|Nombre|Caption|(?:Anzeige|Anwendungs|Paket|Produkt|Programm)name|Naam|Navn|Namn|Nazwa|Nimi|Nume|Ime|Ad|Software(?: ?Name)?|Application(?: ?Name)?|Product(?: ?Name)?|Package(?: ?(?:Name|Full ?Name|Family ?Name))?|PACKAGE NAME|Title|Id|ID|Publisher|Vendor|Version|Description|package-id|IdentifyingNumber|PSPath|PSChildName|SERVICE_NAME|AppDeploymentId|Installed)';
/** As programs write them for programs. */
const KEY =
  '(?:name|display_?[nN]ame|package(?:_?name)?|software(?:_?name)?|title|id|publisher|vendor|version)';
const VERSION = String.raw`(?:\d+:)?v?\d[\w.+~^-]*`;
const ARCH = '(?:x86_64|noarch|i[3-6]86|aarch64|armv7hl|ppc64le|s390x|riscv64)';
/** A letter of any script: what is looked at are bytes. */
const LETTER = String.raw`[A-Za-z\x80-\xff]`;

/**
 * What rows, titles and first fields of lists look like, the most certain first. Whoever adds a reader of text adds here
 * what its lists begin with, where nothing fits; a test says so.
 */
const SHAPES: readonly (readonly [string, string])[] = [
  [
    'prompt',
    String.raw`(?:\([\w.-]+\) )?(?:[\w.-]+@[\w.-]+[: ][^$#%\n]{0,200}[$#%]|\[[\w.-]+@[\w.-]+ [^\]\n]{1,200}\][$#%]|[$%]) [a-z]`,
  ],
  ['dpkg', String.raw`[uihrp][ncHUFWti][R ]?[ \t|,;]{1,3}[a-z0-9][a-z0-9+.:-]*[ \t|,;]+\S*\d`],
  ['xbps', String.raw`(?:ii|uu|hr|\?\?|[A-Za-z0-9]\S*:) [\w.+-]+-\d[\w.]*_\d+(?:[ \t]|\r*$)`],
  ['selection', String.raw`[a-z0-9][a-z0-9+.:-]*[ \t]+(?:install|hold|deinstall|purge)\r*$`],
  ['apt', String.raw`[a-z0-9][a-z0-9+.-]*\/\S+ \S*\d\S* \S+(?: \[|\r*$)`],
  ['nevra', String.raw`[A-Za-z0-9][\w.+-]*-v?\d[\w.+~^]*-[\w.+~^]+\.${ARCH}(?:[ \t]|\r*$)`],
  ['apk', String.raw`[a-z0-9][\w.+-]*-\d[\w.]*-r\d+(?: |\r*$)`],
  ['update', String.raw`[a-z0-9@][\w@.+-]* \S*\d\S* -> \S*\d\S*(?: \[ignored\])?\r*$`],
  ['atom', String.raw`(?:\[[\w -]{2,4}\] ){0,2}[a-z0-9-]+\/[\w+-]+-\d[\w.-]*(?::[\w./-]+)?\r*$`],
  ['ref', String.raw`(?:app|runtime)\/[A-Za-z][\w.-]*\/\w+\/\S+\r*$`],
  ['receipt', String.raw`com\.apple\.pkg\.[\w.-]+\r*$`],
  ['bundle', String.raw`(?:\/[^\t\n]{1,300}|[^/\t\n]{1,80})\.app['"]?\/?\r*$`],
  ['store path', String.raw`(?:\S{1,100}[ \t]+){0,3}(?:\w+=)?\/(?:nix|gnu)\/store\/[a-z0-9]{32}-`],
  ['registry', String.raw`\[?HKEY_[A-Z_]+|Windows Registry Editor|REGEDIT4|WINE REGISTRY`],
  ['json', String.raw`[{[](?=\s*(?:["{[]|\r*$))`],
  ['markup', String.raw`<(?:\?xml|[A-Za-z])`],
  ['port', String.raw`(?:[ \t]+[\w.+-]+ |[\w.+-]+ {2,})@\d`],
  ['shop', String.raw` *\d{6,12} +\S[^\n]{0,200}\(\d[\w.]*\)\r*$`],
  ['store', String.raw`[A-Z0-9]{12,14}(?:\|[^|\n]*){6}\r*$`],
  ['field', String.raw`(?:(?:P|SPDXVersion|pkgname|Pkg|name|${NAME}) *:[ \t]*\S|(?:${NAME}|displayName)=)`],
  ['bucket', String.raw`\S+ \(v:\S+\)`],
  ['resource', String.raw`package +\{ *['"]`],
  [
    'heading',
    String.raw`(?:Volumes|==> (?:Formulae|Casks)|Total: \d+ apps|CFBundleIdentifier, .*|\(manifest\b.*|Installed Packages|Installed packages|Listing\.\.\.|Chocolatey v\d.*|Information about \d+ packages read.*|Desired=\S.*|#TYPE .*|#(?:Path|Package Name): *Fileset:.*|%NAME%|\[(?:Application|Runtime)\]|"?sep=.*)\r*$|${LETTER}[^:\n]{0,80}:[ \t]*\r*\n(?:[ \t]*\r*\n)?[ \t]+\S`,
  ],
  ['document', String.raw`---\r*\n(?=[\w"'-][^\n]*:(?: |\r*$))`],
  ['divider', String.raw`={10,}\r*$`],
  ['ruler', String.raw`[ |+]*[-=]{3,}[-=+| ]*\r*$`],
  ['bars', String.raw`[|+][^\n]*[|+]\r*$`],
  ['titles', String.raw`"?(?:${NAME}|${KEY})"?(?:[,;|\t]| {2,})\S`],
  [
    'columns',
    String.raw`(?=[^\n]{0,400}[,;\t|]"?(?:${NAME}|${KEY})"?(?:[,;\t|]|\r*$))[^\n,;|\t]{1,80}[,;|\t]`,
  ],
  ['plug-in', String.raw`[A-Za-z0-9][\w-]*\.[A-Za-z0-9][\w.-]*@\d+\.\d+\.\d+\S*\r*$`],
  ['tabs', String.raw`[^\t\n]{1,200}\t[^\t\n]`],
  ['release', String.raw`[a-z0-9@][\w@.+-]* (?:\d+:)?\d[\w.+~]*-\d[\w.]*\r*$`],
  ['pair', String.raw`[A-Za-z0-9@][\w@.+/-]*(?: - | |;|,|\||==?|@)${VERSION}(?:[ ,;|].{0,200})?\r*$`],
  ['cells', String.raw`[^|\n]{1,200}\|[^|\n]{0,200}\||[^;\n]{1,200};[^;\n]{0,200};`],
  ['extension', String.raw`[\w-]+\.[\w-]+(?:@\d[\w.-]*)?\r*$`],
  ['table', String.raw`\S[^\n]*? {2,}\S[^\n]*? {2,}\S`],
  ['aligned', String.raw`(?=[^:\n]{0,60}[\x80-\xff])${LETTER}[\w .()'\x80-\xff-]{0,60} :[ \t]*\S`],
  ['module', String.raw`[ \t]+\d+[ \t]+\S+[ \t]+\(?\d`],
];
/**
 * What may begin a line of any length. The others are looked for in lines that are as long as rows of lists are: a longer
 * line can match them in too many ways.
 */
const ANY_LENGTH: ReadonlySet<string> = new Set(
  'prompt registry json markup field heading document resource titles columns tabs cells'.split(' '),
);
const LONGEST_ROW = 1000;
const LONG = SHAPES.filter(([shape]) => ANY_LENGTH.has(shape));
const LINE = new RegExp(
  `^(?:(?=[^\\n]{0,${LONGEST_ROW}}$)(?:${anyOf(SHAPES)})|(?=[^\\n]{${LONGEST_ROW + 1}})(?:${anyOf(LONG)}))`,
  'gmu',
);

function anyOf(shapes: typeof SHAPES): string {
  return shapes.map(([, source]) => `(${source})`).join('|');
}

/** The shape of each group of {@link LINE}. */
const GROUPS = [...SHAPES, ...LONG].map(([shape]) => shape);

/** The lines of a text with which lists may begin, in order. */
export function* openingsIn(text: string): Generator<Opening> {
  for (const { found, start, end, line } of matchedLines(text, LINE))
    yield { shape: GROUPS[groupOf(found)] ?? '', start, end: Math.min(end + 1, text.length), line };
}
