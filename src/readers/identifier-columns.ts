import { quoted } from '../formats/source-position.ts';
import { formatKind } from './answers/program.ts';
import { plainTitle } from './column-title.ts';
import { fieldOf, type ProgramRecord } from './program-record.ts';
import { idsOfNames } from './sboms/purl.ts';

/** What the columns of a record say that hold identifiers of programs. */
export interface ColumnIds {
  /** `kind:value`, each once. */
  readonly ids: readonly string[];
  /** Why the first value counts for nothing that is an identifier of an unknown kind. */
  readonly unknown?: string;
}

/**
 * The identifiers in the columns of a record that have a title of identifiers: `Application ID`, `Extension ID`, `purl`.
 * One title may hold several kinds, so that the form of a value decides. Keys of databases identify no program and are
 * passed over.
 */
export function idsInColumns(record: ProgramRecord): ColumnIds {
  const ids: string[] = [];
  let unknown: string | undefined;
  const cells = Array.from(record, ([title, written]) => ({
    title: plainTitle(title),
    value: written.trim(),
  }));
  const isFlatpak = cells.some(({ title }) => title === 'branch' || title === 'ref');
  const manager = cells.map(({ title, value }) => (MANAGER.test(title) ? formatKind(value) : undefined));
  const ofManager = manager.find((kind) => kind !== undefined);
  for (const [title, written] of record) {
    const value = written.trim();
    const holds = contentOf(title);
    if (NOTHING.test(value) || holds === undefined) continue;
    const found = idsIn(value, holds, isFlatpak ? 'flatpak' : ofManager);
    ids.push(...found);
    if (found.length > 0 || !isCertain(holds) || isOpaque(value)) continue;
    unknown ??= `column ${quoted(title)} has an identifier of an unknown kind, ${quoted(value)}: name it with --columns name=Title,KIND=Title`;
  }
  return { ids: [...new Set(ids)], ...(unknown === undefined ? {} : { unknown }) };
}

/** Whether a column of this title holds identifiers of programs. */
export function isIdentifierTitle(title: string): boolean {
  return isCertain(contentOf(title));
}

/** What a title promises: applications, packages, browser or editor extensions, names of SBOMs, or perhaps some. */
type Content = 'application' | 'package' | 'extension' | 'name' | 'team' | 'maybe';

function isCertain(content: Content | undefined): boolean {
  return content !== undefined && content !== 'team' && content !== 'maybe';
}

const TITLES: ReadonlyMap<string, Content> = new Map(
  Object.entries({
    application: 'applicationid applicationidentifier appid appidentifier flatpakid',
    package: 'packageid packageidentifier wingetid wingetpackageid receiptid',
    extension: 'extensionid extensionidentifier addonid addonguid browserextensionid',
    name: 'purl packageurl purls cpe cpe23 cpename cpe23name cpeuri cpe23uri cpes',
    team: 'teamid teamidentifier appleteamid',
    maybe: 'packagename androidpackage androidpackagename pluginid',
  }).flatMap(([content, titles]) => titles.split(' ').map((title) => [title, content as Content] as const)),
);

/** A title that ends or begins with the word for identifiers, in the languages that consoles are translated into. */
const IDENTIFIER = /id$|^id(?=\p{L})|identifier$|identificador|identifiant|идентификатор|^ид|标识|識別/u;
/** Identifiers of something else than the program of the row. */
const OF_ANOTHER =
  /install|parent|runtime|source|origin|host|device|computer|machine|user|agent|asset|group|site/u;

function contentOf(title: string): Content | undefined {
  const plain = plainTitle(title);
  const known = TITLES.get(plain);
  if (known !== undefined || fieldOf(title) !== undefined) return known;
  return IDENTIFIER.test(plain) && !OF_ANOTHER.test(plain) ? 'maybe' : undefined;
}

/** Titles of columns that name the package manager of a row. */
const MANAGER = /^(?:source|format|manager|packagemanager|packagetype|packageformat|type)$/u;
/** What tools write into a cell that has nothing to say. */
const NOTHING = /^(?:|-+|n\/?a|none|null|nil|unknown|not (?:available|applicable))$/iu;

const REVERSE_DOMAIN =
  /^(?:[a-z]{2}|com|org|net|io|app|dev|edu|gov|info|live|tech|cloud|games|one)(?:\.[A-Za-z_][\w-]*)+$/u;
/** `Publisher.Product` of winget, `Publisher.Product` of the Store. */
const PUBLISHER_AND_NAME = /^(?=.*\p{L})[A-Za-z0-9][\w+-]*(?:\.[\w+-]+)+$/u;
const STORE_FAMILY = /^[A-Za-z0-9.-]+_[0-9a-hjkmnp-tv-z]{13}$/u;
const CHROMIUM = /^[a-p]{32}$/u;
const GUID_IN_BRACES = /^\{[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\}$/iu;
const ADDRESS = /^[^\s@]*@[^\s@]+$/u;
const TEAM = /^[A-Z0-9]{10}$/u;

/** Numbers, GUIDs and digests. */
const KEY = /^(?:[\d.,:-]+|\{?[0-9a-f]{8}(?:-?[0-9a-f]{4}){3}-?[0-9a-f]{12}\}?|[0-9a-f]{16,})$/iu;
/** `ScopeId_…/Application_…` of Configuration Manager, and random letters and digits. */
const TOKEN = /^(?:ScopeId_.*|(?=.*[A-Z])(?=.*[a-z])(?=.*\d)[A-Za-z0-9+/_-]{20,}={0,2})$/u;

/** Whether a value is a key of a database. */
function isOpaque(value: string): boolean {
  return KEY.test(value) || TOKEN.test(value);
}

function idsIn(value: string, holds: Content, manager: string | undefined): readonly string[] {
  const named = idsOfNames(value.split(/[\s;]+|,(?=\s*(?:pkg|cpe):)/u));
  if (named.length > 0 || holds === 'name') return named;
  return kindsOf(value, holds, manager).map((kind) => `${kind}:${value}`);
}

function kindsOf(value: string, holds: Content, manager: string | undefined): readonly string[] {
  if (holds === 'team') return TEAM.test(value) ? ['team-id'] : [];
  if (CHROMIUM.test(value)) return ['chrome-extension', 'edge-extension'];
  if (holds === 'extension') return extensionKinds(value);
  if (holds !== 'maybe' && manager !== undefined && !isOpaque(value)) return [manager];
  if (REVERSE_DOMAIN.test(value)) return domainKinds(value, holds);
  if (holds === 'maybe') return [];
  if (STORE_FAMILY.test(value)) return ['appx'];
  return PUBLISHER_AND_NAME.test(value) && !isOpaque(value) ? ['winget', 'appx'] : [];
}

/** A reverse domain name: flatpaks, bundles of Apple and applications of Android are all named so. */
function domainKinds(value: string, holds: Content): readonly string[] {
  const isLong = value.split('.').length > 2;
  if (holds === 'maybe' && !isLong) return [];
  return [
    'bundle-id',
    'android',
    ...(isLong ? ['flatpak'] : []),
    ...(holds === 'package' ? ['receipt'] : []),
  ];
}

function extensionKinds(value: string): readonly string[] {
  if (GUID_IN_BRACES.test(value) || ADDRESS.test(value)) return ['firefox-addon'];
  const labels = PUBLISHER_AND_NAME.test(value) && !isOpaque(value) ? value.split('.').length : 0;
  if (labels === 2) return ['vscode-extension'];
  return labels > 2 ? ['safari-extension', 'jetbrains-plugin'] : [];
}
