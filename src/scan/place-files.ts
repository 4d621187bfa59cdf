import { errorCollector } from '../formats/errors.ts';
import { keyfile } from '../formats/markup/keyfile.ts';
import { firefoxProfiles, profileLists } from './firefox-profiles.ts';
import { HOMES, type NamedPlace, pathOf } from './place-paths.ts';
import { npmPrefix, units, variables } from './place-variables.ts';

/** Files that name places, by globs, with what finds the places in the content. */
export interface PlaceFile {
  readonly globs: readonly string[];
  places(content: string, path: string): Iterable<NamedPlace>;
}

const FLATPAK = 'var/lib/flatpak';
const RPM = 'var/lib/rpm';
const DPKG = 'var/lib/dpkg';
const PACMAN = 'var/lib/pacman';

const STARTUP = [
  '.profile',
  '.bashrc',
  '.bash_profile',
  '.zshrc',
  '.zshenv',
  '.zprofile',
  '.pam_environment',
];

/** Every kind of file that names places. */
export const placeFiles: readonly PlaceFile[] = [
  { globs: ['etc/passwd', 'usr/lib/passwd', 'var/lib/extrausers/passwd'], places: accounts },
  {
    globs: [
      'etc/default/useradd',
      'etc/adduser.conf',
      'etc/sssd/sssd.conf',
      'etc/sssd/conf.d/*.conf',
      'etc/samba/smb.conf',
    ],
    places: homeBases,
  },
  { globs: ['etc/flatpak/installations.d/*.conf'], places: installations },
  {
    globs: [
      'etc/environment',
      'etc/environment.d/*.conf',
      'usr/lib/environment.d/*.conf',
      'etc/profile',
      'etc/profile.d/*.sh',
      'etc/bash.bashrc',
      ...[HOMES, 'root'].flatMap((home) => [
        ...STARTUP.map((name) => `${home}/${name}`),
        `${home}/.config/environment.d/*.conf`,
      ]),
    ],
    places: variables,
  },
  {
    globs: ['etc/default/ollama', 'etc/sysconfig/ollama'],
    places: variables,
  },
  {
    globs: ['etc', 'usr/lib', 'usr/local/lib'].flatMap((folder) => [
      `${folder}/systemd/system/ollama.service`,
      `${folder}/systemd/system/ollama.service.d/*.conf`,
    ]),
    places: units,
  },
  {
    globs: [
      'etc/npmrc',
      'usr/etc/npmrc',
      'usr/local/etc/npmrc',
      ...[HOMES, 'root'].map((home) => `${home}/.npmrc`),
    ],
    places: npmPrefix,
  },
  {
    globs: ['etc/rpm/macros', 'etc/rpm/macros.*', `${HOMES}/.rpmmacros`, 'root/.rpmmacros'],
    places: (content) => rpmMacros(content),
  },
  {
    globs: ['usr/lib/rpm/macros', 'usr/lib/rpm/*/macros', 'usr/lib/rpm/macros.d/macros.*'],
    *places(content) {
      for (const place of rpmMacros(content)) if (!place.problem) yield { ...place, optional: true };
    },
  },
  { globs: ['etc/dpkg/dpkg.cfg', 'etc/dpkg/dpkg.cfg.d/*'], places: dpkgOptions },
  { globs: ['etc/pacman.conf'], places: pacmanOptions },
  { globs: profileLists, places: firefoxProfiles },
  {
    globs: [
      'etc/xdg/autostart/*.desktop',
      'usr/local/share/applications/*.desktop',
      'usr/share/applications/*{browser,chrom,edge,kiosk}*.desktop',
      'etc/systemd/system/*{browser,chrom,edge,kiosk}*.service',
      ...[HOMES, 'root'].flatMap((home) => [
        `${home}/.config/autostart/*.desktop`,
        `${home}/.local/share/applications/*.desktop`,
      ]),
    ],
    places: browserData,
  },
];

const NO_LOGIN = /\/(?:nologin|false|sync|halt|shutdown)$/u;

/** @see https://man7.org/linux/man-pages/man5/passwd.5.html */
function* accounts(content: string): Generator<NamedPlace> {
  for (const line of content.split('\n')) {
    const [name = '', , uid = '', , , home = '', shell = ''] = line.trim().split(':');
    if (name === '' || name.startsWith('#') || !home.startsWith('/')) continue;
    const login = !NO_LOGIN.test(shell) || (Number(uid) >= 1000 && Number(uid) !== 65534);
    yield { usual: HOMES, place: pathOf(home), account: { login, service: Number(uid) < 1000 } };
  }
}

const HOME_BASE = /^\s*(?:HOME|DHOME)\s*=\s*["']?(?<base>\/[^"'\s#]*)/gmu;
const HOME_PATTERN = /^\s*(?:override_homedir|fallback_homedir|template homedir)\s*=\s*(?<pattern>\/\S*)/gmu;

/** Where homes are made: `/data/home`, or a pattern of sssd and winbind like `/home/%d/%u`. */
function* homeBases(content: string): Generator<NamedPlace> {
  for (const { groups } of content.matchAll(HOME_BASE)) {
    yield { usual: HOMES, place: `${pathOf(groups?.['base'] ?? '')}/*`, optional: true };
  }
  for (const { groups } of content.matchAll(HOME_PATTERN)) {
    const pattern = (groups?.['pattern'] ?? '').replace(/%[a-zA-Z]/gu, '\0');
    const place = pathOf(pattern)
      .split('/')
      .map((name) => (name.includes('\0') ? '*' : name))
      .join('/');
    yield { usual: HOMES, place, optional: true };
  }
}

/** @see https://docs.flatpak.org/en/latest/flatpak-command-reference.html#flatpak-installation */
function* installations(content: string): Generator<NamedPlace> {
  for (const { name, values, twice } of keyfile(Buffer.from(content), errorCollector())) {
    const path = values.get('Path');
    if (!name.startsWith('Installation ') || path === undefined) continue;
    yield { usual: FLATPAK, place: pathOf(path) };
    if (twice.has('Path'))
      yield { usual: FLATPAK, place: path, problem: 'an installation of flatpak has two paths' };
  }
}

const DBPATH = /^%_dbpath[ \t]+(?<value>\S.*)$/gmu;
const MACROS: Readonly<Record<string, string>> = {
  _var: '/var',
  _localstatedir: '/var',
  _usr: '/usr',
  _prefix: '/usr',
  _sysconfdir: '/etc',
  'getenv:HOME': `/${HOMES}`,
};

/** @see https://rpm.org/docs/latest/manual/macros.html */
function* rpmMacros(content: string): Generator<NamedPlace> {
  for (const { groups } of content.matchAll(DBPATH)) {
    const value = (groups?.['value'] ?? '').trim();
    const path = value.replace(
      /%\{(?<name>[\w:]+)\}|%(?<bare>\w+)/gu,
      (all, name, bare) => MACROS[name ?? bare] ?? all,
    );
    if (path.startsWith('/') && !path.includes('%')) yield { usual: RPM, place: pathOf(path, true) };
    else yield { usual: RPM, place: value, problem: '%_dbpath is not a plain path' };
  }
}

const USER_DATA = /--user-data-dir=(?:"(?<quoted>\/[^"\n]+)"|(?<path>\/[^\s"']+))/gu;

/**
 * Where a browser that is started so keeps its profiles. Those below homes are found by their shape.
 *
 * @see https://chromium.googlesource.com/chromium/src/+/HEAD/docs/user_data_dir.md
 */
function* browserData(content: string): Generator<NamedPlace> {
  for (const { groups } of content.matchAll(USER_DATA))
    yield {
      usual: `${HOMES}/.config/chromium`,
      place: pathOf(groups?.['quoted'] ?? groups?.['path'] ?? ''),
      optional: true,
    };
}

/** @see https://manpages.debian.org/bookworm/dpkg/dpkg.1.en.html */
function* dpkgOptions(content: string): Generator<NamedPlace> {
  for (const { groups } of content.matchAll(/^\s*(?<key>admindir|root)[\s=]+["']?(?<path>\/[^\s"']*)/gmu)) {
    const path = pathOf(groups?.['path'] ?? '');
    yield { usual: DPKG, place: groups?.['key'] === 'root' ? pathOf(`${path}/${DPKG}`) : path };
  }
}

/** @see https://man.archlinux.org/man/pacman.conf.5 */
function* pacmanOptions(content: string): Generator<NamedPlace> {
  for (const { groups } of content.matchAll(/^\s*(?<key>DBPath|RootDir)\s*=\s*(?<path>\/\S*)/gmu)) {
    const path = pathOf(groups?.['path'] ?? '');
    yield { usual: PACMAN, place: groups?.['key'] === 'RootDir' ? pathOf(`${path}/${PACMAN}`) : path };
  }
}
