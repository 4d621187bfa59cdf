import { type IndicatorKind, indicatorKey } from '../catalogue/keys.ts';
import { pathsOf, variableFault } from '../catalogue/places.ts';
import { globOf, isGlob, literalPrefix, literalTail, SHORTEST_TAIL } from '../matching/glob.ts';
import { nameKey } from '../matching/names/index.ts';

/**
 * Why a pattern would mean more than anybody wants; undefined when it is fine. A short pattern may be right, and then
 * says so with `exact`, or asks for a second signal.
 */
export function patternFault(kind: IndicatorKind, value: string, exact: boolean): string | undefined {
  const shown = JSON.stringify(value);
  const key = indicatorKey(kind, value);
  const prefix = weight(literalPrefix(key));
  if (weight(key) === 0) return `${shown} has no letter or digit, and would match everything or nothing`;
  if (kind === 'path') return pathFault(value);
  if (kind === 'domain') return domainFault(value);
  if (kind === 'signer-certificate' && !THUMBPRINT.test(value))
    return `${shown} is not a thumbprint: expected 40 or 64 hexadecimal digits`;
  if (kind === 'signer-registration' && !REGISTRATION.test(value))
    return `${shown} is not a registration: expected a country and a number, as in RU 1027700000000`;
  const isName = kind === 'name' || isCompany(kind);
  if (isGlob(key) && !isName) {
    const tail = prefix === 0 ? literalTail(key).length : SHORTEST_TAIL;
    if (tail < SHORTEST_TAIL)
      return `${shown} begins with a wildcard and ends in fewer than ${SHORTEST_TAIL} letters`;
    const least = exact && NAMESPACE.test(key) ? 2 : 3;
    return prefix > 0 && prefix < least
      ? `${shown} needs at least ${least} letters before its first wildcard`
      : undefined;
  }
  if (isGlob(key)) {
    const least = exact || WORDS.test(key) ? 3 : 5;
    if (prefix < least)
      return `${shown} needs at least ${least} letters before its first wildcard${least < 5 ? '' : ' (3 with exact: true)'}`;
    return worldFault(shown, globOf(key));
  }
  if (exact || weight(key) >= shortest(kind)) return undefined;
  return `${shown} is short: if nothing else is called so, say { value: ${shown}, exact: true }`;
}

function isCompany(kind: IndicatorKind): boolean {
  return kind === 'publisher' || kind === 'signer' || kind === 'company';
}

const THUMBPRINT = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/iu;
const REGISTRATION = /^[A-Z]{2} [0-9A-Za-z./-]{3,40}$/u;
const SHORTEST: Readonly<Record<string, number>> = { name: 5, package: 4, publisher: 3 };
const SHORTEST_ID = 2;

function shortest(kind: IndicatorKind): number {
  return SHORTEST[isCompany(kind) ? 'publisher' : kind] ?? SHORTEST_ID;
}

/** `VK.*`: the whole name of a publisher, with what its registry puts behind it. */
const NAMESPACE = /^[^*?#]+[./]\*$/u;

/** `Foo *`: a whole word, and whatever stands behind it. */
const WORDS = /^[^*?#]+ \*$/u;

const LETTERS = /[\p{L}\p{N}]/gu;
/** One of these says as much as a word does. */
const WORDY = /[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}]/gu;

/** How many letters and digits a text holds. */
function weight(text: string): number {
  return (text.match(LETTERS)?.length ?? 0) + 2 * (text.match(WORDY)?.length ?? 0);
}

/** Folders that hold the programs of everybody. */
const COMMON_FOLDERS: ReadonlySet<string> = new Set(
  [
    '/bin /boot /dev /etc /home /lib /lib64 /media /mnt /opt /proc /root /run /sbin /srv /sys /tmp /usr /var',
    '/usr/bin /usr/lib /usr/lib64 /usr/libexec /usr/local /usr/local/bin /usr/sbin /usr/share /usr/share/applications',
    '/etc/init.d /etc/opt /etc/systemd /var/lib /var/log /var/opt /var/cache /applications /library /system /users',
    '/users/* /home/* /root /library/launchdaemons /library/launchagents /library/preferences /windows /programdata',
  ]
    .join(' ')
    .split(' ')
    .concat([
      '/program files',
      '/program files (x86)',
      '/program files/common files',
      '/windows/system32',
      '/windows/system32/drivers',
      '/library/application support',
      '/users/*/appdata/local',
      '/users/*/appdata/roaming',
      '/users/*/library',
    ]),
);

/** Look-ups go no deeper. */
const DEEPEST_PATH = 20;

function pathFault(value: string): string | undefined {
  const shown = JSON.stringify(value);
  const variable = variableFault(value);
  if (variable !== undefined) return variable;
  for (const place of pathsOf(value)) {
    const key = indicatorKey('path', place);
    if (!/^(?:[/~%\\]|[A-Za-z]:)/u.test(value)) return `${shown} is not an absolute path`;
    if (/(?:^|\/)\.\.?(?:\/|$)/u.test(key)) return `${shown} goes through . or ..: write where it ends`;
    if (key.split('/').length > DEEPEST_PATH) return `${shown} is deeper than ${DEEPEST_PATH - 1} folders`;
    if (COMMON_FOLDERS.has(key)) return `${shown} holds the programs of everybody`;
    if (/^\/[^/]*[*?#]/u.test(key)) return `${shown} needs a folder without wildcard at its beginning`;
  }
  return undefined;
}

/** Two words, since the ids of everybody lie below one. */
const DOMAIN = /^[a-z0-9_-]+(?:\.[a-z0-9_-]+)+$/iu;
/** Domains below which everybody may take a name. */
const COMMON_DOMAINS: ReadonlySet<string> = new Set(
  (
    'com.github io.github com.gitlab io.gitlab org.sourceforge net.sourceforge com.google com.apple com.microsoft ' +
    'com.example org.apache org.eclipse org.gnome org.kde com.android org.mozilla co.uk com.cn com.ru com.hk'
  ).split(' '),
);

function domainFault(value: string): string | undefined {
  const shown = JSON.stringify(value);
  if (!DOMAIN.test(value))
    return `${shown} is not a reverse domain name: write com.example, without wildcards`;
  return COMMON_DOMAINS.has(value.toLowerCase()) ? `${shown} holds the ids of everybody` : undefined;
}

/** What lies on ordinary machines: a pattern that means two of these means no vendor. */
const WORLD = [
  'bash, libc6, openssl, python3, curl, nginx, postgresql-16, linux-image-amd64, systemd, vim, git, docker-ce, kubectl',
  'Google Chrome, Mozilla Firefox (x64 en-US), Microsoft Edge, Microsoft Office Professional Plus 2019 - en-us, 7-Zip 23.01',
  'VLC media player, Adobe Acrobat Reader DC, Notepad++, PuTTY release 0.78, Visual Studio Code, Zoom, Slack, Spotify',
  'Microsoft Visual C++ 2015-2022 Redistributable (x64) - 14.36.32532, Java 8 Update 381, Python 3.11.4, Node.js, WinRAR',
  'Windows Driver Package, Intel Graphics Driver, NVIDIA Graphics Driver 536.67, Realtek Audio Driver, HP Support Assistant',
  'Safari, Xcode, Keynote, Final Cut Pro, Security Update for Windows 10, Update for Windows 10, Antivirus, Firewall, Setup',
]
  .join(', ')
  .split(', ');
const WORLD_KEYS = WORLD.map(nameKey);

function worldFault(shown: string, matches: (key: string) => boolean): string | undefined {
  const met = WORLD_KEYS.filter(matches);
  return met.length > 1 ? `${shown} matches too much: ${met.slice(0, 3).join(', ')}` : undefined;
}

/** Why a compiled regular expression would mean too much. */
export function expressionFault(source: string, matches: (text: string) => boolean): string | undefined {
  const shown = `the regular expression ${source}`;
  if (matches('')) return `${shown} matches nothing at all, and so everything`;
  return (
    worldFault(shown, (key) => matches(key)) ??
    worldFault(shown, (key) => matches(WORLD[WORLD_KEYS.indexOf(key)] ?? ''))
  );
}
