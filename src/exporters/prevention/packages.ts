import type { System } from '../system.ts';
import type { ExportTarget } from '../target.ts';
import { blocklist, type NameForm } from './identifiers.ts';
import { commented, headLines } from './remarks.ts';

/** A package manager that can be configured not to install. */
interface PackageControl extends NameForm {
  readonly id: string;
  readonly title: string;
  /** What it cannot stop. */
  readonly gaps: readonly string[];
  /** How to take it away. */
  readonly undo: string;
  /** Default: Linux. */
  readonly systems?: readonly System[];
  render(names: readonly string[]): string;
}

const LINUX: readonly System[] = ['linux'];
/** Names on one line: more than apt and people read with ease belong on several. */
const PER_LINE = 20;

/** Rules compare names without case; these tools do not. */
const CAPITALS = 'it does not stop packages with capitals in their names that no rule spells so';

function control({ id, title, gaps, undo, systems = LINUX, render, ...form }: PackageControl): ExportTarget {
  return {
    id,
    title,
    systems,
    render(model) {
      const list = blocklist(model, form);
      const notices = [...gaps, ...list.notices];
      return { text: `${commented(headLines(model, list, notices, undo))}${render(list.names)}`, notices };
    },
  };
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
    'it does not stop dpkg -i, a file that is given to apt, and a version that is asked for by name',
    'it leaves what is already installed',
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
  gaps: ['it does not stop rpm -i and --disableexcludes', 'it leaves what is already installed', CAPITALS],
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
  gaps: [
    'it does not stop rpm -i, and a removal of the lock',
    'it keeps what is already installed',
    CAPITALS,
  ],
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
  gaps: [
    'it does not stop a removal of the hook',
    'it leaves what is already installed, which can no longer be upgraded',
  ],
  undo: 'remove /etc/pacman.d/hooks/00-interdict.hook',
  render: (names) =>
    `[Trigger]\nOperation = Install\nOperation = Upgrade\nType = Package\n${names
      .map((name) => `Target = ${name}\n`)
      .join(
        '',
      )}\n[Action]\nDescription = Refusing banned packages\nWhen = PreTransaction\nExec = /bin/false\nAbortOnFail\n`,
});

/**
 * A filter for remotes of Flatpak: `flatpak remote-modify --filter=FILE REMOTE`. What it does not deny stays allowed.
 *
 * @see https://docs.flatpak.org/en/latest/flatpak-command-reference.html#flatpak-remote-modify
 */
export const flatpak = control({
  id: 'flatpak',
  title: 'Flatpak filter that denies applications',
  kinds: ['flatpak'],
  form: /^[A-Za-z_][A-Za-z0-9_-]*(?:\.[A-Za-z0-9_*-]+){2,}$/u,
  gaps: [
    'it does not stop a bundle file, and a remote without this filter',
    'it leaves what is already installed',
  ],
  undo: 'flatpak remote-modify --no-filter REMOTE',
  render: (names) => names.map((name) => `deny app/${name}/*/*\n`).join(''),
});

/**
 * Rules of fapolicyd: denials alone, to lie before the rules of the distribution, which allow everything else.
 *
 * @see https://github.com/linux-application-whitelisting/fapolicyd
 */
export const fapolicyd = control({
  id: 'fapolicyd',
  title: 'fapolicyd rules that deny execution',
  kinds: ['path', 'sha256'],
  form: {
    path: /^\/opt\/[A-Za-z0-9_-][A-Za-z0-9._-]*(?:\/[A-Za-z0-9_-][A-Za-z0-9._-]*)*$/u,
    sha256: /^[0-9a-f]{64}$/u,
  },
  gaps: [
    'it does not stop a copy in another folder, and folders outside of /opt',
    'it does not stop scripts that are given to an interpreter',
  ],
  undo: 'remove /etc/fapolicyd/rules.d/10-interdict.rules and run fagenrules --load',
  render: (names) =>
    names
      .filter((name) => !names.some((other) => name.startsWith(`${other}/`)))
      .map(denial)
      .join(''),
});

/** A path of the catalogue may be a folder or a file. */
function denial(name: string): string {
  if (!name.startsWith('/')) return `deny_audit perm=execute all : sha256hash=${name}\n`;
  return `deny_audit perm=execute all : dir=${name}/\ndeny_audit perm=execute all : path=${name}\n`;
}

/**
 * Forbidden names of Homebrew, on macOS and Linux.
 *
 * @see https://docs.brew.sh/Manpage#environment
 */
export const brew = control({
  id: 'brew',
  title: 'Homebrew environment that forbids casks and formulae',
  systems: ['macos', 'linux'],
  kinds: ['cask', 'brew'],
  form: /^[a-z0-9][a-z0-9@._+-]*$/u,
  gaps: [
    'it does not stop what is installed without Homebrew, and a change of the file',
    'it leaves out patterns: Homebrew takes whole names',
  ],
  undo: 'remove these lines from /etc/homebrew/brew.env',
  render: (names) =>
    `HOMEBREW_FORBIDDEN_CASKS="${names.join(' ')}"\nHOMEBREW_FORBIDDEN_FORMULAE="${names.join(' ')}"\n`,
});
