import { ALPHANUMERIC, type Stanza, type StanzaShape } from '../../../formats/deb822/stanzas.ts';
import type { ErrorCollector } from '../../../formats/errors.ts';
import { quoted } from '../../../formats/source-position.ts';
import { dayOfSeconds } from '../../../formats/text/epoch-day.ts';
import type { Program, State } from '../../../types.ts';

/** Of almost every package, so it is not taken apart a thousand times. */
const USUAL = 'install ok installed';
const VISIBLE = Array.from({ length: 94 }, (_, at) => String.fromCharCode(33 + at)).join('');

/** The fields that every paragraph is asked for, and what they are in one of an installed package of Debian. */
export const shape: StanzaShape = {
  wanted: ['Package', 'Status', 'Version', 'Architecture', 'Maintainer', 'Installed-Time'],
  irrelevant: [
    { kind: 'letters', first: ALPHANUMERIC, others: `${ALPHANUMERIC}+._-` },
    { kind: 'exactly', value: ` ${USUAL}` },
    { kind: 'letters', first: VISIBLE, others: VISIBLE },
    { kind: 'any' },
    { kind: 'any' },
    { kind: 'absent' },
  ],
};

/** Around a paragraph. */
interface Surroundings {
  /** Whether a paragraph without a `Status` is an installed package here. */
  readonly listed: boolean;
  readonly path: string;
  readonly faults: ErrorCollector;
}

/** The program of a paragraph, if it describes one; what is wrong with it is noted. */
export function programIn(stanza: Stanza, { listed, path, faults }: Surroundings): Program | undefined {
  const { fields, line, problem } = stanza;
  if (problem !== undefined) faults.add(problem);
  const name = fields.get('Package');
  if (!name || !NAME.test(name)) {
    faults.add(
      `line ${line}: ${name ? `no name of a package: ${quoted(name)}` : 'a paragraph without a name'}`,
    );
    return undefined;
  }
  const status = statusOf(stanza, listed, faults);
  if (status === undefined) return undefined;
  const version = fields.get('Version') ?? stanza.find('Config-Version');
  if (version && NOT_PRINTABLE.test(version)) faults.add(`line ${line}: no version: ${quoted(version)}`);
  const isOpkg = isOfOpkg(stanza, path);
  const program: Draft = { name };
  const maintainer = fields.get('Maintainer');
  const arch = fields.get('Architecture');
  const installedOn = isOpkg ? dayOfSeconds(fields.get('Installed-Time')) : undefined;
  if (version) program.version = version;
  if (maintainer) program.maintainer = maintainer;
  if (arch) program.arch = arch;
  if (installedOn) program.installedOn = installedOn;
  program.ids = [`${isOpkg ? 'opkg' : 'deb'}:${name}`];
  return Object.assign(program, status, { line });
}

/** Filled step by step: a host has a thousand of them, in a first run that nothing was compiled for. */
type Draft = { -readonly [Key in keyof Program]: Program[Key] };

const NAME = /^[A-Za-z0-9][A-Za-z0-9+._-]*$/u;
const NOT_PRINTABLE = /[^!-~]/u;

/** Whether a database has its own name, so that what stands beside it may belong to it. */
export function isInPlace(path: string): boolean {
  return /(?:^|\/)status$/u.test(path);
}

/** Whether the folder shows that the packages are opkg's. */
export function isOpkgs(path: string): boolean {
  return path.includes('opkg/');
}

/** Where the folder does not show, a database of opkg shows itself by a word or a field that dpkg does not write. */
function isOfOpkg({ fields }: Stanza, path: string): boolean {
  if (isOpkgs(path)) return true;
  if (path.includes('lib/dpkg/')) return false;
  return fields.get('Status')?.split(/\s+/u)[1]?.includes('user') === true || fields.has('Installed-Time');
}

/**
 * The third word decides: what was reached. The first, what was wanted, is kept as a mark where it holds the
 * package at its version: a package to be removed (`deinstall ok installed`) is there until it is removed.
 */
function statusOf(stanza: Stanza, listed: boolean, faults: ErrorCollector): Partial<Program> | undefined {
  const status = stanza.fields.get('Status');
  if (status === undefined) {
    if (!listed && stanza.fields.size > 0) faults.add(`line ${stanza.line}: a package without a Status`);
    return listed ? {} : undefined;
  }
  if (status === USUAL) return {};
  const [want = '', , reached = '', ...rest] = status.toLowerCase().split(/\s+/u);
  const state = STATES.get(reached);
  if (state === undefined || !WANTS.has(want) || rest.length > 0) {
    faults.add(`line ${stanza.line}: no status of a package: ${quoted(status)}`);
  }
  if (state === undefined || state === 'absent') return undefined;
  return {
    ...(state === 'installed' ? {} : { state }),
    ...(want === 'hold' ? { marks: ['held'] as const } : {}),
  };
}

const WANTS = new Set(['unknown', 'install', 'hold', 'deinstall', 'purge']);

const STATES = new Map<string, State | 'absent'>([
  ['installed', 'installed'],
  ['half-installed', 'partial'],
  ['unpacked', 'partial'],
  ['half-configured', 'partial'],
  ['triggers-awaited', 'partial'],
  ['triggers-pending', 'partial'],
  ['config-files', 'residue'],
  ['not-installed', 'absent'],
  // Written by dpkg before 1995 and by opkg.
  ['post-inst-failed', 'partial'],
  ['postinst-failed', 'partial'],
  ['removal-failed', 'partial'],
]);
