/**
 * How each package manager removes one package. On Linux these are the commands that refuse what others still need:
 * a plan removes what it names, and nothing with it.
 */

import { DEB_NAME } from '../exporters/prevention/package-names.ts';
import { isProtected } from '../exporters/prevention/protected.ts';
import type { IdKind } from '../vocabulary.ts';

/** How packages of a kind are removed. */
export interface RemovalKind {
  readonly system: 'posix' | 'windows';
  /** What an ID may hold, so that none becomes an option or code; any other is left to people. */
  readonly form: RegExp;
  /** What ends with 0 where it is installed; the ID is its last argument. */
  readonly check: readonly string[];
  /** What removes it, likewise. */
  readonly remove: readonly string[];
  /** What removes the settings that a removal left. */
  readonly purge?: readonly string[];
  /** Whether a package that was installed for one account is found by these. */
  readonly perUser?: true;
}

const PACKAGE = /^[A-Za-z0-9][A-Za-z0-9_+.-]*$/u;

/** Of the kinds that one program has on Windows, the first is used: the tool that installed it. */
export const removalKinds: Readonly<Partial<Record<IdKind, RemovalKind>>> = {
  deb: {
    system: 'posix',
    form: DEB_NAME,
    check: ['dpkg-query', '--show'],
    remove: ['dpkg', '--remove'],
    purge: ['dpkg', '--purge'],
  },
  rpm: { system: 'posix', form: PACKAGE, check: ['rpm', '--query'], remove: ['rpm', '--erase'] },
  apk: { system: 'posix', form: PACKAGE, check: ['apk', 'info', '--installed'], remove: ['apk', 'del'] },
  pacman: {
    system: 'posix',
    form: PACKAGE,
    check: ['pacman', '--query'],
    remove: ['pacman', '--remove', '--noconfirm'],
  },
  xbps: { system: 'posix', form: PACKAGE, check: ['xbps-query'], remove: ['xbps-remove', '--yes'] },
  snap: {
    system: 'posix',
    form: /^[a-z0-9][a-z0-9-]*$/u,
    check: ['snap', 'list'],
    remove: ['snap', 'remove'],
  },
  flatpak: {
    system: 'posix',
    form: /^[A-Za-z0-9_][A-Za-z0-9_-]*(?:\.[A-Za-z0-9_-]+){2,}$/u,
    check: ['flatpak', 'info', '--system'],
    remove: ['flatpak', 'uninstall', '--system', '--noninteractive'],
  },
  choco: {
    system: 'windows',
    form: /^[A-Za-z0-9][A-Za-z0-9_.-]*$/u,
    check: ['choco', 'list', '--exact', '--limit-output'],
    remove: ['choco', 'uninstall', '--yes'],
  },
  winget: {
    system: 'windows',
    form: /^[A-Za-z0-9][A-Za-z0-9_+-]*(?:\.[A-Za-z0-9_+-]+)+$/u,
    check: ['winget', 'list', '--exact', '--id'],
    remove: ['winget', 'uninstall', '--exact', '--silent', '--disable-interactivity', '--id'],
    perUser: true,
  },
  'product-code': {
    system: 'windows',
    form: /^\{[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}\}$/u,
    check: [],
    remove: ['msiexec', '/qn', '/norestart', '/x'],
  },
};

/** A command of a plan. */
export interface Removal {
  readonly kind: IdKind;
  /** The value of the ID, in the form of its kind. */
  readonly id: string;
  readonly argv: readonly string[];
  /** The command that shows whether it is still there; empty where there is none. */
  readonly check: readonly string[];
  readonly system: RemovalKind['system'];
}

/** The command for an ID; undefined where there is none that is safe. */
export function removalOf(id: string, { isResidue }: { readonly isResidue: boolean }): Removal | undefined {
  const kind = id.slice(0, Math.max(id.indexOf(':'), 0)) as IdKind;
  const value = id.slice(kind.length + 1);
  const known = Object.hasOwn(removalKinds, kind) ? removalKinds[kind] : undefined;
  if (!known?.form.test(value) || isProtected(value.toLowerCase())) return undefined;
  const argv = isResidue ? known.purge : known.remove;
  if (argv === undefined) return undefined;
  const check = known.check.length > 0 ? [...known.check, value] : [];
  return { kind, id: value, argv: [...argv, value], check, system: known.system };
}
