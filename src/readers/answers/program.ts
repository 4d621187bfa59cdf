import { idsOf, present } from '../../formats/omit-undefined.ts';
import { dayOf } from '../../formats/text/day.ts';
import type { Program, State } from '../../types.ts';
import { packageKind } from '../package-kind.ts';
import { type Members, textOf } from './keys.ts';
import type { AnswerTool } from './tool.ts';

/** What a row says: a program, that there is none, or nothing that names one (undefined). */
export function programOf(
  tool: AnswerTool,
  row: Members,
  around: { readonly host: string | undefined; readonly key: string | undefined },
): Program | 'absent' | undefined {
  const { fields } = tool;
  const name = textOf(row, fields.name) ?? around.key;
  if (name === undefined) return undefined;
  const state = installState(textOf(row, fields.state));
  if (state === 'absent') return state;
  const version = versionOf(tool, row);
  const publisher = textOf(row, fields.publisher);
  const program = present<Program>({
    name,
    version,
    publisher,
    maintainer: textOf(row, fields.maintainer),
    arch: textOf(row, fields.arch),
    folder: textOf(row, fields.folder)?.replace(/^"|"$/gu, ''),
    installedOn: dayOf(textOf(row, fields.date)?.replace(/[T ].*$/u, '')),
    user: textOf(row, fields.user),
    ids: idsIn(tool, row, { name, version, publisher }),
    state: state === 'installed' ? undefined : state,
    kind: tool.trace ? 'trace' : undefined,
    marks: isUpdate(textOf(row, fields.type)) ? ['update'] : undefined,
    ...ofHost(tool.host?.(row) ?? textOf(row, fields.host) ?? around.host),
  });
  return tool.odd?.(program, row) ?? program;
}

/** A program by its name, and by a second one, which people see and which may say more. */
export function* byEachName(program: Program, title: string | undefined): Generator<Program> {
  yield program;
  if (title !== undefined && title !== program.name) yield { ...program, name: title };
}

/** No computer is without a program: a list of none was emptied, or never gathered. */
export const NO_PROGRAMS = 'its list of programs is empty';

/** The computer of a program, as the fields of a program show it. */
export function ofHost(host: string | undefined): Pick<Program, 'host' | 'entry'> {
  // A dot is how Windows writes the computer that was asked.
  return host === undefined || host === '.' ? {} : { host, entry: host };
}

const ABSENT =
  /^(?:false|0|no|none|absent|purged|not[-_ ]?(?:installed|present|applicable)|un-?installed|deinstalled|removed|deleted|available(?:_package)?|missing|offered?)$/iu;

/** What a word or truth value says of an installation; what is not known counts as installed. */
export function installState(word: string | undefined): State | 'absent' {
  if (word === undefined) return 'installed';
  if (/^(?:config-files|residual-config)$/iu.test(word)) return 'residue';
  if (/^(?:half-|unpacked|triggers-)/iu.test(word)) return 'partial';
  return ABSENT.test(word) ? 'absent' : 'installed';
}

function isUpdate(word: string | undefined): boolean {
  return word !== undefined && /^(?:update|patch|kb|hotfix|qfe|securityupdate)s?$/iu.test(word);
}

function versionOf({ fields }: AnswerTool, row: Members): string | undefined {
  const version = textOf(row, fields.version);
  if (version === undefined || fields.release === undefined) return version;
  const [epoch, release] = [textOf(row, fields.epoch), textOf(row, fields.release)];
  const lead = epoch === undefined || /^(?:0|\(none\))$/u.test(epoch) ? '' : `${epoch}:`;
  return `${lead}${version}${release === undefined ? '' : `-${release}`}`;
}

function idsIn(
  tool: AnswerTool,
  row: Members,
  {
    name,
    version,
    publisher,
  }: Record<'version' | 'publisher', string | undefined> & { readonly name: string },
): string[] | undefined {
  const kind = formatKind(textOf(row, tool.fields.format));
  const own = Object.entries(tool.ids ?? {}).map(([id, keys]) => [id, textOf(row, keys)] as const);
  const cpe = tool.cpe && publisher !== undefined ? cpeName(publisher, name, version) : undefined;
  const ids = idsOf([kind ?? '', kind && name], ...own, ['cpe', cpe]);
  return ids.length === 0 ? undefined : ids;
}

/** The kind of id behind the name of a package manager. */
export function formatKind(word: string | undefined): string | undefined {
  const plain = word?.toLowerCase();
  return packageKind(plain) ?? MANAGERS.get(plain ?? '');
}

const MANAGERS: ReadonlyMap<string, string> = new Map([
  ['apt', 'deb'],
  ['aptitude', 'deb'],
  ['debian', 'deb'],
  ['yum', 'rpm'],
  ['dnf', 'rpm'],
  ['zypper', 'rpm'],
  ['up2date', 'rpm'],
  ['gem', 'gem'],
  ['puppet_gem', 'gem'],
  ['pip2', 'pip'],
  ['pip3', 'pip'],
  ['npm', 'npm'],
]);

function cpeName(vendor: string, product: string, version: string | undefined): string {
  const parts = [vendor, product, version ?? '*'].map((part) =>
    part === '*'
      ? part
      : part
          .toLowerCase()
          .replaceAll(' ', '_')
          .replace(/[^\w.-]/gu, String.raw`\$&`),
  );
  return `cpe:2.3:a:${parts.join(':')}:*:*:*:*:*:*:*`;
}
