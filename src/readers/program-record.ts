import { dayOf } from '../formats/text/day.ts';
import { isSlip } from '../matching/names/nearest.ts';
import type { Mark, Program, State } from '../types.ts';
import { installState } from './answers/program.ts';
import { plainTitle } from './column-title.ts';

/** A record of a list of programs: its values by the names of its fields, as written. */
export type ProgramRecord = ReadonlyMap<string, string>;

/** What a field of such a record shows. */
export type RecordField =
  | 'name'
  | 'version'
  | 'publisher'
  | 'date'
  | 'folder'
  | 'code'
  | 'key'
  | 'upgrade'
  | 'family'
  | 'full'
  | 'winget'
  | 'call'
  | 'arch'
  | 'user'
  | 'host'
  | 'hidden'
  | 'parent'
  | 'bundle'
  | 'epoch'
  | 'release';

/**
 * What a field of this name shows, in the words of Windows, of PowerShell, of the usual tools that list the
 * programs of many machines, and in the languages that those are translated into.
 */
export function fieldOf(title: string): RecordField | undefined {
  return titles.get(plainTitle(title));
}

/** The known title that one of no meaning was most likely meant to be: `DisplyName`. */
export function nearField(title: string): string | undefined {
  const own = plainTitle(title);
  return Array.from(titles.keys()).find((known) => known.length > 5 && isSlip(own, known));
}

/**
 * The program of a record; undefined when it names none. A record that the registry holds without a name is
 * kept under the name of its key, and is a trace when it says nothing else.
 */
export function programFrom(record: ProgramRecord, line?: number): Program | undefined {
  const values = byField(record);
  const name = values.get('name') ?? values.get('full') ?? values.get('family');
  const own = name ?? values.get('key') ?? values.get('code');
  if (own === undefined) return undefined;
  const says = ['version', 'publisher', 'call', 'folder'] as const;
  const host = hostOf(record, values);
  const isEmpty = name === undefined && !says.some((field) => values.has(field));
  const program: Program = {
    name: values.has('bundle') ? own.replace(/\.app$/u, '') : own,
    ...pick('version', versionOf(values)),
    ...pick('publisher', organisationOf(values.get('publisher'))),
    ...pick('arch', values.get('arch')),
    ...pick('installedOn', dayOf(values.get('date'))),
    ...pick(
      'folder',
      values
        .get('folder')
        ?.replace(/^"|"$/gu, '')
        .replace(/[\\/]+$/u, ''),
    ),
    ids: idsFrom(values),
    ...pick('user', values.get('user')),
    ...pick('host', host),
    ...pick('entry', host),
    ...pick('line', line),
    ...(isEmpty ? { kind: 'trace' } : {}),
  };
  const marks = marksFrom(values);
  return marks.length === 0 ? program : { ...program, marks };
}

/** Parts of a version of rpm, where they have columns of their own. */
function versionOf(values: ReadonlyMap<RecordField, string>): string | undefined {
  const [epoch, version, release] = [values.get('epoch'), values.get('version'), values.get('release')];
  if (version === undefined || release === undefined) return version;
  return `${epoch === undefined || epoch === '0' ? '' : `${epoch}:`}${version}-${release}`;
}

/**
 * The computer of a record. Where a column names programs and another is called no more than `Name`, that one names
 * the computer; `installed_on` of tables of assets holds a computer where Windows writes a day.
 */
function hostOf(record: ProgramRecord, values: ReadonlyMap<RecordField, string>): string | undefined {
  const own = values.get('host');
  if (own !== undefined) return own;
  for (const [title, written] of record) {
    const value = written.trim();
    if (value === '') continue;
    if (/^installed[ _]on$/iu.test(title) && dayOf(value) === undefined && !/^[\d/.: -]+$/u.test(value))
      return value;
    const isOther = plainTitle(title) === 'name' && value !== values.get('name');
    if (isOther && !Array.from(record.keys(), plainTitle).includes('displayname')) return value;
  }
  return undefined;
}

/** Titles of columns that say whether a program is installed, and words that say so whatever the column means. */
const STATE =
  /^(?:activeinstall|installed|isinstalled|installstate|installstatus|installationstatus|installationstate)$/u;
/** Titles of columns that count the computers that have a program. */
const COUNTS =
  /^(?:device|computer|machine|install(?:ation)?|installed)s?count$|^(?:number|no)of(?:devices|computers|machines|installations|installs)$|^installations$/u;
const WORDS = /^(?:status|state)$/u;
const GONE =
  /^(?:not[-_ ]?(?:installed|present)|un-?installed|deinstalled|removed|deleted|available|purged|config-files)$/iu;

/** What a record says of its installation by a column of its own: an offer or a removed program is none. */
export function stateOf(record: ProgramRecord): State | 'absent' {
  for (const [title, written] of record) {
    const word = written.trim();
    const name = plainTitle(title);
    if (word === '0' && COUNTS.test(name)) return 'absent';
    if (word === '' || !(STATE.test(name) || (WORDS.test(name) && GONE.test(word)))) continue;
    const state = installState(word);
    if (state !== 'installed') return state;
  }
  return 'installed';
}

function pick<Key extends keyof Program>(key: Key, value: Program[Key] | undefined): Partial<Program> {
  return value === undefined || value === '' ? {} : { [key]: value };
}

const words: Readonly<Record<RecordField, string>> = {
  name:
    'displayname applicationname application appname applicationtitle apptitle softwarename software softwaretitle ' +
    'productname product programname program name title caption arpdisplayname packagename detectedapp ' +
    'detectedappname anwendungsname anwendung ' +
    'programm nomdelapplication nom nombredelaaplicacion nombre aplicacion nomeapplicazione nome имя название ' +
    'наименование программа приложение названиепо наименованиепо названиепрограммы наименованиепрограммы ' +
    'имяпрограммы названиеприложения имяприложения назва програма logiciel nomdulogiciel nomedoprograma ' +
    'nazwa nazwaprogramu nazev naam programma namn programnamn ad programadi programadı 名称 应用程序名称 ' +
    '软件名称 应用名称 名稱 名前 アプリケーション名 アプリ名 製品名 이름 응용프로그램이름 프로그램이름 앱이름',
  version:
    'displayversion version installedversion applicationversion appversion softwareversion productversion programversion ' +
    'currentversion packageversion applicationshortversion ' +
    'versionnumber versionsname versionsnom anwendungsversion versiondelapplication versiondelaaplicacion versione ' +
    'versao versie verze wersja surum версия версія 版本 ' +
    '应用程序版本 バージョン 버전',
  publisher:
    'publisher vendor applicationpublisher apppublisher softwarepublisher softwarevendor applicationvendor ' +
    'productvendor manufacturer publishername companyname ' +
    'company vendorname herausgeber hersteller anwendungsherausgeber editeur fabricant editor fabricante ' +
    'produttore autore editore wydawca producent vydavatel vyrobce uitgever fabrikant utgivare tillverkare yayımcı ' +
    'издатель производитель поставщик видавець виробник 发布者 发行商 供应商 發行者 発行元 製造元 게시자 제조업체',
  date: 'installdate installedon installationdate dateinstalled installed installiertam датаустановки 安装日期 安装时间',
  folder: 'installlocation installpath installdir installedlocation location',
  code: 'identifyingnumber productcode softwarecode msiproductcode prodid',
  key: 'pschildname registrykey registryname keyname uninstallkey',
  upgrade: 'upgradecode',
  family: 'packagefamilyname',
  full: 'packagefullname',
  winget: 'wingetpackageidentifier packageidentifier',
  call: 'uninstallstring',
  arch: 'architecture packagearch',
  user: 'username user primaryuser',
  host:
    'devicename computername computer netbiosname pscomputername hostname machinename machine node host device systemname assetname fqdn ' +
    'endpointname agentname agentcomputername clientname hostnamefqdn systemid deviceid assetid computerid serialnumber',
  hidden: 'systemcomponent',
  parent: 'parentkeyname',
  bundle: 'bundleid bundleidentifier applicationbundleid',
  epoch: 'packageepoch',
  release: 'packagerelease',
};

const titles: ReadonlyMap<string, RecordField> = new Map(
  Object.entries(words).flatMap(([field, list]) =>
    list.split(' ').map((word): [string, RecordField] => [plainTitle(word), field as RecordField]),
  ),
);

/** Where several fields show the same, the one that stands first in our list does: `DisplayName` before `Name`. */
function byField(record: ProgramRecord): Map<RecordField, string> {
  const found = new Map<RecordField, { rank: number; value: string }>();
  for (const [title, written] of record) {
    const field = fieldOf(title);
    const value = written.trim();
    if (field === undefined || value === '') continue;
    const rank = words[field].split(' ').findIndex((word) => plainTitle(word) === plainTitle(title));
    const known = found.get(field);
    if (known === undefined || rank < known.rank) found.set(field, { rank, value });
  }
  return new Map(Array.from(found, ([field, { value }]) => [field, value]));
}

const guid = /\{?(?<digits>[0-9A-F]{8}(?:-[0-9A-F]{4}){3}-[0-9A-F]{12})\}?/iu;
const wholeGuid = new RegExp(`^(?:InstallWIX_|InstallShield_)?${guid.source}$`, 'iu');
const installerCall = new RegExp(`msiexec(?:\\.exe)?"?\\s[^{]{0,200}[/-](?:I|X)\\s*${guid.source}`, 'iu');
const fullName = /^(?<name>[^_\s]+)_[^_]*_[^_]*_[^_]*_(?<hash>[0-9a-z]{13})$/iu;

function idsFrom(values: ReadonlyMap<RecordField, string>): string[] {
  const code = values.get('code');
  const key = values.get('key')?.split('\\').at(-1);
  const product =
    wholeGuid.exec(code ?? '') ??
    wholeGuid.exec(key ?? '') ??
    installerCall.exec(values.get('call')?.slice(0, 512) ?? '');
  const own = key ?? (code !== undefined && !wholeGuid.test(code) ? code : undefined);
  const full = fullName.exec(values.get('full') ?? '')?.groups;
  const family = values.get('family') ?? (full === undefined ? undefined : `${full['name']}_${full['hash']}`);
  const upgrade = wholeGuid.exec(values.get('upgrade') ?? '');
  const winget = values.get('winget');
  return [
    ...(product ? [`product-code:{${product.groups?.['digits']?.toUpperCase()}}`] : []),
    ...(own === undefined ? [] : [`uninstall-key:${own}`]),
    ...(upgrade ? [`upgrade-code:{${upgrade.groups?.['digits']?.toUpperCase()}}`] : []),
    ...(family === undefined ? [] : [`appx:${family}`]),
    ...(winget === undefined ? [] : [`winget:${winget}`]),
    ...(values.has('bundle') ? [`bundle-id:${values.get('bundle')}`] : []),
    ...(values.has('release') && values.has('name') ? [`rpm:${values.get('name')}`] : []),
  ];
}

function marksFrom(values: ReadonlyMap<RecordField, string>): Mark[] {
  const marks: Mark[] = [];
  if (values.get('hidden') === '1') marks.push('system-component');
  if (values.has('parent')) marks.push('update');
  if (isCut(values.get('name'))) marks.push('truncated-name');
  if (isCut(values.get('version'))) marks.push('truncated-version');
  return marks;
}

/** PowerShell ends what it cuts with three dots, or with the one character for them. */
function isCut(value: string | undefined): boolean {
  return value !== undefined && /(?:\.\.\.|…)$/u.test(value);
}

/** The publisher of a package is the subject of its certificate. */
function organisationOf(publisher: string | undefined): string | undefined {
  if (publisher === undefined || !/^CN=/iu.test(publisher)) return publisher;
  const part = /(?:^|,\s*)O=(?:"(?<quoted>[^"]+)"|(?<plain>[^,]+))/iu.exec(publisher)?.groups;
  const name = /^CN=(?:"(?<quoted>[^"]+)"|(?<plain>[^,]+))/iu.exec(publisher)?.groups;
  return (part?.['quoted'] ?? part?.['plain'] ?? name?.['quoted'] ?? name?.['plain'] ?? publisher).trim();
}
