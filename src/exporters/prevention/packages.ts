import type { ExportModel } from '../model/index.ts';
import type { System } from '../system.ts';
import type { ExportTarget } from '../target.ts';
import { type Blocklist, blocklist, type NameForm } from './identifiers.ts';

/** A package manager that can be told what not to install. */
interface PackageControl extends NameForm {
  readonly id: string;
  readonly title: string;
  /** What it cannot stop. */
  readonly gaps: readonly string[];
  /** How to take it away. */
  readonly undo: string;
  render(names: readonly string[]): string;
}

const LINUX: readonly System[] = ['linux'];
/** Names on one line: more than apt and people read with ease belong on several. */
const PER_LINE = 20;

/** Rules compare names without case; these tools do not. */
const CAPITALS = 'packages with capitals in their names, which stand here in small letters';

function control({ id, title, gaps, undo, render, ...form }: PackageControl): ExportTarget {
  return {
    id,
    title,
    systems: LINUX,
    render(model) {
      const list = blocklist(model, form);
      const notices = [...gaps, ...list.notices];
      return { text: `${head(model, list, notices, undo)}${render(list.names)}`, notices };
    },
  };
}

/** Ids of bans are words and stand here; nothing else that a rule says does. */
function head(
  { day, bans }: ExportModel,
  { digest }: Blocklist,
  notices: readonly string[],
  undo: string,
): string {
  return [
    `Software that must not be installed, as of ${day}. Written by interdict.`,
    `Bans: ${bans.map(({ id }) => id).join(', ')}`,
    `Rules: ${digest}`,
    `Undo: ${undo}`,
    ...notices.map((notice) => `Not stopped: ${notice}.`),
  ]
    .map((line) => `# ${line.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ')}\n`)
    .join('');
}

function inLines(names: readonly string[]): string[][] {
  const count = Math.ceil(names.length / PER_LINE);
  return Array.from({ length: count }, (_, index) => names.slice(index * PER_LINE, (index + 1) * PER_LINE));
}

/**
 * Pins for apt: a priority below zero keeps a package from being installed.
 *
 * @see https://manpages.debian.org/stable/apt/apt_preferences.5.en.html
 */
export const apt = control({
  id: 'apt',
  title: 'apt preferences that refuse packages',
  kinds: ['deb'],
  form: /^[a-z0-9][a-z0-9+.*?-]+$/u,
  gaps: [
    'dpkg -i, a file that is given to apt, and a version that is asked for by name',
    'what is installed',
  ],
  undo: 'remove /etc/apt/preferences.d/interdict',
  render: (names) =>
    inLines(names)
      .map((line) => `\nPackage: ${line.join(' ')}\nPin: release *\nPin-Priority: -1\n`)
      .join(''),
});

/**
 * The line `excludepkgs` for dnf, which also refuses files.
 *
 * @see https://dnf.readthedocs.io/en/latest/conf_ref.html
 */
export const dnf = control({
  id: 'dnf',
  title: 'dnf configuration that excludes packages',
  kinds: ['rpm'],
  form: /^[A-Za-z0-9][A-Za-z0-9_+.*?-]+$/u,
  gaps: ['rpm -i and --disableexcludes', 'what is installed', CAPITALS],
  undo: 'remove /etc/dnf/libdnf5.conf.d/interdict.conf (dnf 5), or this line from /etc/dnf/dnf.conf (dnf 4)',
  render: (names) => `[main]\nexcludepkgs=${names.join(',')}\n`,
});

/**
 * Locks of zypper.
 *
 * @see https://manpages.opensuse.org/Tumbleweed/zypper/zypper.8.en.html
 */
export const zypper = control({
  id: 'zypper',
  title: 'zypper locks',
  kinds: ['rpm'],
  form: /^[A-Za-z0-9][A-Za-z0-9_+.*?-]+$/u,
  gaps: ['rpm -i, and who removes the lock', 'what is installed: a lock keeps it too', CAPITALS],
  undo: 'remove these entries from /etc/zypp/locks',
  render: (names) =>
    names
      .map((name) => `\ntype: package\nmatch_type: glob\ncase_sensitive: on\nsolvable_name: ${name}\n`)
      .join(''),
});

/**
 * A hook of pacman that ends a transaction before it begins; `IgnorePkg` does not stop an installation.
 *
 * @see https://man.archlinux.org/man/alpm-hooks.5
 */
export const pacman = control({
  id: 'pacman',
  title: 'pacman hook that ends a transaction',
  kinds: ['pacman'],
  form: /^[a-z0-9][a-z0-9@_+.*?-]+$/u,
  gaps: ['who removes the hook', 'what is installed, which can no longer be upgraded'],
  undo: 'remove /etc/pacman.d/hooks/00-interdict.hook',
  render: (names) =>
    `[Trigger]\nOperation = Install\nOperation = Upgrade\nType = Package\n${names
      .map((name) => `Target = ${name}\n`)
      .join(
        '',
      )}\n[Action]\nDescription = Refusing banned packages\nWhen = PreTransaction\nExec = /bin/false\nAbortOnFail\n`,
});
