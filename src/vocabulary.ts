/**
 * The fixed word lists of the rule language. A word that stands in none of them is an error, so that a typing
 * mistake never becomes a rule that silently matches nothing.
 */

/** Kinds of identifier, with what their values look like. A program's ids are written `kind:value`. */
export const idKinds = {
  deb: 'Debian package name',
  rpm: 'RPM package name',
  apk: 'Alpine package name',
  pacman: 'Arch package name',
  portage: 'Gentoo `category/package`',
  slackware: 'Slackware package name',
  nix: 'Nix package name',
  nixpkgs: 'attribute name in nixpkgs, `jetbrains.rider`',
  snap: 'snap name',
  flatpak: 'Flatpak application ID',
  brew: 'Homebrew formula',
  cask: 'Homebrew cask',
  appimage: 'AppImage name',
  opkg: 'OpenWrt package name',
  xbps: 'Void Linux package name',
  choco: 'Chocolatey package ID',
  scoop: 'Scoop app name',
  winget: 'winget package identifier',
  pip: 'Python distribution name',
  npm: 'npm package name',
  gem: 'Ruby gem name',
  cargo: 'Rust crate name',
  golang: 'Go module path',
  maven: 'Maven `group:artifact`',
  nuget: 'NuGet package ID',
  oci: 'container image name without tag',
  'product-code': 'Windows Installer product code, `{GUID}` in capitals',
  'upgrade-code': 'Windows Installer upgrade code, `{GUID}` in capitals',
  'uninstall-key': "name of the program's key in `…\\CurrentVersion\\Uninstall`",
  appx: 'package family name, or the name before the underscore',
  service: 'Windows service name',
  driver: 'Windows driver service name or file name',
  'app-path': 'executable name in `App Paths`',
  process: 'executable name',
  'registry-key': 'registry key, `HKLM\\SOFTWARE\\…`',
  'bundle-id': 'macOS or iOS bundle identifier',
  'team-id': 'Apple Developer team, ten characters',
  receipt: 'macOS installer package identifier',
  launchd: 'label of a launch daemon or agent',
  'system-extension': 'identifier of a macOS system extension',
  kext: 'identifier of a macOS kernel extension',
  android: 'Android application ID',
  'chrome-extension': 'extension ID of 32 letters in the Chrome Web Store',
  'edge-extension': 'extension ID of 32 letters in the Edge store',
  'firefox-addon': 'add-on ID of Firefox or Thunderbird',
  'safari-extension': 'identifier of a Safari extension',
  'native-messaging-host': 'name of a native messaging host',
  'vscode-extension': 'extension of VS Code and editors like it, `publisher.name`',
  'jetbrains-plugin': 'plug-in ID of the JetBrains IDEs',
  huggingface: 'model on Hugging Face, `organisation/name`',
  ollama: 'Ollama model without tag, `name` or `user/name`',
  systemd: 'unit file name, `kesl.service`',
  init: 'name of an init script',
  'kernel-module': 'Linux kernel module name',
  'apt-source': 'host or file name of a package source',
  'os-release': '`ID` of `os-release`',
  path: 'absolute path of a file, or of a folder with everything in it',
  purl: 'package URL',
  cpe: 'CPE 2.3 name',
  signer: 'organisation or name in the certificate that signed a program file',
  'signer-registration': 'country and registration number in an EV certificate: `RU 1027700000000`',
  'signer-certificate': 'SHA-1 or SHA-256 of a code signing certificate, in hexadecimal',
  company: 'company in the version resource of a program file',
  'original-name': 'original file name in a version resource, only with the publisher as a second indicator',
  sha256: 'SHA-256 of a program file, in hexadecimal',
} as const;

/** A kind of identifier. */
export type IdKind = keyof typeof idKinds;

/** What a product is for. Bans of a class ("antivirus from …") name these. */
export const categories = {
  antivirus: 'finds malware on the machine it runs on',
  edr: 'endpoint detection and response',
  firewall: 'filters network traffic',
  vpn: 'tunnels network traffic',
  'password-manager': 'keeps passwords',
  'parental-control': 'watches over children',
  'mail-security': 'filters mail',
  'web-security': 'filters or rates web pages',
  'management-agent': 'lets a server manage this machine',
  dlp: 'prevents loss of data',
  siem: 'collects and relates security events',
  'vulnerability-scanner': 'looks for weaknesses',
  'network-security': 'detects attacks in network traffic',
  sandbox: 'runs suspicious files apart',
  cryptography: 'encrypts, signs, or provides ciphers',
  token: 'drives smart cards and security tokens',
  'access-control': 'decides who may use the machine or its files',
  monitoring: 'watches what employees do',
  'remote-access': 'lets somebody use this machine from afar',
  'operating-system': 'an operating system or its packages',
  office: 'documents, tables, slides',
  browser: 'shows web pages',
  messenger: 'messages and calls',
  'social-media': 'a client of a social network',
  video: 'plays or edits video',
  'video-surveillance': 'shows or manages cameras',
  'network-equipment': 'drives or manages network hardware',
  'cloud-storage': 'keeps files on a server',
  search: 'a search tool or toolbar',
  'ai-assistant': 'a client of a language model',
  game: 'a game or its launcher',
  'developer-tools': 'for those who write software',
  erp: 'runs a business: accounts, stock, staff',
  ocr: 'reads text from pictures',
  backup: 'copies data for bad days',
  virtualization: 'runs machines in machines',
  'threat-intelligence': 'describes attackers, protects nothing by itself',
  training: 'teaches people',
  'download-manager': 'fetches files',
  'input-method': 'enters characters',
  'system-utility': 'tends the machine',
  driver: 'drives hardware',
  library: 'a part of other programs',
  database: 'keeps data',
  'web-server': 'serves web pages',
  software: 'anything else',
} as const;

/** What a product is for. */
export type Category = keyof typeof categories;

/** How hard a ban is: only `ban` fails a run by default. */
export const severities = {
  ban: 'must not be there: exit status 1',
  warn: 'should not be there: exit status 1 only with `--fail-on warn`',
  note: 'worth knowing: never changes the exit status',
} as const;

/** How hard a ban is. */
export type Severity = keyof typeof severities;

/** What the authority behind a ban asks for. */
export const effects = {
  prohibit: 'use is forbidden',
  replace: 'use must end, by the phases',
  discourage: 'advice against use',
  indicate: 'forbids something that software only hints at: sale, equipment, a service',
} as const;

/** What the authority behind a ban asks for. */
export type Effect = keyof typeof effects;

/** The orders in which versions are compared. */
export const schemes = {
  deb: 'Debian',
  rpm: 'RPM',
  apk: 'Alpine',
  pacman: 'Arch',
  dotted: 'numbers between dots: Windows four-part, macOS, anything else',
  semver: 'semantic versions',
  pep440: 'Python',
  maven: 'Maven',
  gem: 'RubyGems',
  nuget: 'NuGet and Chocolatey',
} as const;

/** The scheme in which versions are compared. */
export type Scheme = keyof typeof schemes;

/** How much of an authority's list a ban finds on a day. */
export interface BanCoverage {
  /** Items of the list; undefined if nobody has read the whole list. */
  readonly listed?: number;
  readonly encoded?: number;
  /** Items that the ban cannot find, as the list names them. */
  readonly notEncoded: readonly string[];
}

/**
 * What a manifest says of its machine beside programs, for the checks of completeness:
 * `programs` that it has a list of programs, of the `machine` or of its 32-bit programs (`machine-32`);
 * `services` that it has the services; `account` that it has the registry of this account;
 * `profile` an account and the folder of its profile; `system-root` the folder of the system;
 * `64-bit` what shows that the system is one.
 */
export interface MachineFact {
  readonly kind: 'programs' | 'services' | 'account' | 'profile' | 'system-root' | '64-bit';
  readonly value: string;
  /** The account of a profile. */
  readonly account?: string;
}

/** Which page of an answer a manifest holds. */
export interface AnswerPage {
  readonly kind: 'page';
  /** The address or context of the answer, the same for all of its pages; empty when it is not reported. */
  readonly value: string;
  /** Elements in it, and its first one as text: a page that was saved twice is one page. */
  readonly rows: number;
  readonly beginning: string;
  /** What leads to the next page, if there is one; `true` where it only says that there is. */
  readonly next?: string | true;
  /** The number of elements before the next page, or the number of the next page. */
  readonly nextOffset?: number;
  readonly nextPage?: number;
  readonly hasPrevious?: true;
  /** Elements and pages of the whole answer. */
  readonly total?: number;
  readonly pages?: number;
  /** Elements before this page, or its number. */
  readonly offset?: number;
  readonly page?: number;
  /** It has as many elements as a page may have. */
  readonly isFull?: true;
}

/** Takes what a manifest says of its machine, or of the answer that it is a page of. */
export type NoteFact = (fact: MachineFact | AnswerPage) => void;

/** What a finding amounts to, in the order of reports. */
export const findingStatuses = ['banned', 'warned', 'noted', 'residue', 'waived'] as const;

/** One of {@link findingStatuses}: a waiver covers it, it is only residue, or it counts with its severity. */
export type FindingStatus = (typeof findingStatuses)[number];

/** Why a coverage gap is one. */
export const gapKinds = {
  unreadable: 'it could not be opened or listed',
  truncated: 'it is cut, damaged or not in its format',
  limit: 'it is beyond a limit',
  'unknown-format': 'its format is unknown',
  empty: 'there is nothing in it that could be checked',
  undecided: 'the manifests do not say whether a ban is violated',
  missing: 'something that has to be there is not there',
  'incomplete-answer': 'the answer itself says that it is incomplete',
  stale: 'its data is older than it may be',
} as const;

/** One of {@link gapKinds}. */
export type GapKind = keyof typeof gapKinds;

/** What a reader says about a program beside its name: see `docs/formats.md`. */
export type Mark =
  | 'system-component' // Windows hides it from its list of programs
  | 'update' // an update or patch of another program
  | 'truncated-name' // the list cut the name, which is the beginning of the real one
  | 'truncated-version' // the list cut the version
  | 'claim' // a document says so (an SBOM, an export), and no package database
  | 'desktop-entry' // a menu entry or AppImage, no package
  | 'disabled' // installed and switched off
  | 'enabled' // it starts by itself
  | 'on-demand' // it starts when something asks for it
  | 'running' // it runs now: a process, a loaded extension, an antivirus that is on
  | 'forced' // installed by policy
  | 'recorded' // a record of the system shows its file: it ran, or the system looked at it
  | 'signing-key' // a key of the package database (rpm's gpg-pubkey)
  | 'held' // kept at its version by the administrator
  | 'module' // a package of a modular stream
  | 'signature-matches' // the digest in the signature of a program file is that of the file
  | 'signature-differs'; // the file was changed after it was signed, or the signature is of another file
