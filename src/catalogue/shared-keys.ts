/**
 * Keys that many kinds of id share: the same package has the same name with most package managers, and ids of many
 * kinds begin with the reverse domain name of their vendor.
 */

import { isGlob } from '../matching/glob.ts';

type Visit = (kind: string, key: string) => void;

/** Looks a key up as a package name and as something below a reverse domain name, where its kind has them. */
export function visitShared(kind: string, key: string, visit: Visit): void {
  const nameOf = PACKAGE_NAMES[kind];
  if (nameOf) {
    const name = nameOf(key);
    const bare = withoutVariant(name);
    for (const one of new Set([name, bare, packageKey(name), packageKey(bare)])) visit('package', one);
  }
  if (DOMAIN_KINDS.has(kind) && key.includes('.')) visitDomains(key, visit);
}

/** Kinds of shared keys that ids of this kind have. */
export function sharedKinds(kind: string): readonly string[] {
  return [...(isNamedAlike(kind) ? ['package'] : []), ...(DOMAIN_KINDS.has(kind) ? ['domain'] : [])];
}

/** Kinds of id that a name in `packages` of a product counts for. */
export const packageKinds = [
  'deb',
  'rpm',
  'apk',
  'pacman',
  'portage',
  'slackware',
  'nix',
  'opkg',
  'xbps',
  'snap',
  'brew',
  'cask',
  'choco',
  'scoop',
] as const;

/** Kinds of id that a reverse domain name in `domains` counts for. */
export const domainKinds = [
  'bundle-id',
  'android',
  'flatpak',
  'receipt',
  'launchd',
  'system-extension',
  'kext',
  'safari-extension',
  'native-messaging-host',
  'jetbrains-plugin',
  'deb',
  'rpm',
  'pacman',
] as const;

/** Whether names in `packages` count for ids of this kind. */
export function isNamedAlike(kind: string): boolean {
  return PACKAGE_NAMES[kind] !== undefined;
}

const DOMAIN_KINDS: ReadonlySet<string> = new Set(domainKinds);

/** A package may be reported with the category, the repository or the tap that it is in. */
function afterSlash(key: string): string {
  return key.slice(key.lastIndexOf('/') + 1);
}

function asItIs(key: string): string {
  return key;
}

const PACKAGE_NAMES: Readonly<Record<string, (key: string) => string>> = {
  ...Object.fromEntries(packageKinds.map((kind) => [kind, asItIs])),
  portage: afterSlash,
  scoop: afterSlash,
  brew: afterSlash,
  cask: afterSlash,
};

const SEPARATOR = /[-_.]/u;
const SEPARATORS = /[-_.]+/gu;
/** The prefix filter of a scan asks for the first letters of a name as they are written, for others without separators. */
const KEPT = 4;

/**
 * The key of a package name: package managers join the words of the same name with `-`, `_`, `.` or not at all. The
 * first four letters stay as they are written. A pattern is compared with the name as it is written.
 */
export function packageKey(name: string): string {
  if (!SEPARATOR.test(name) || isGlob(name)) return name;
  return name.slice(0, KEPT) + name.slice(KEPT).replace(SEPARATORS, '');
}

/**
 * What packagers put behind a name for another build or channel of the same program.
 *
 * @see https://wiki.archlinux.org/title/AUR_submission_guidelines
 * @see https://docs.brew.sh/Versions
 */
const VARIANT =
  /(?:[-.](?:bin|git|appimage|deb|electron|wine|bwrap|firejail|native|stable|beta|alpha|nightly|latest|preview|canary|eap|install|portable|np|cn|en)|@[^@]+)$/u;
const MAX_VARIANTS = 3;

function withoutVariant(name: string): string {
  let bare = name;
  for (let round = 0; round < MAX_VARIANTS; round += 1) {
    const shorter = bare.replace(VARIANT, '');
    if (shorter === bare || shorter.length < KEPT) break;
    bare = shorter;
  }
  return bare;
}

/** `5ZSL2CJU2T.com.example.app` and `group.com.example`: macOS puts a team or a word before the id. */
const BEFORE_DOMAIN = /^(?:[a-z0-9]{10}|group|maccatalyst)\.(?=[^.]+\.)/u;
/** No domain in a rule has more parts; a hostile id has. */
const MAX_PARTS = 12;

function visitDomains(key: string, visit: Visit): void {
  const parts = key.replace(BEFORE_DOMAIN, '').split('.', MAX_PARTS);
  for (let count = parts.length; count > 1; count -= 1) visit('domain', parts.slice(0, count).join('.'));
}
