import type { ConsoleAnswer } from './console-answers.ts';

/** Commands that print at least one line on every machine that has them, with those who read it. */
const LISTS = [
  [/rpm -qai?(?: --last)?/u, 'rpm-list'],
  [/(?:dnf|yum) list (?:--)?installed/u, 'dnf-list'],
  [/zypper (?:se|search) (?:-i|--installed-only)/u, 'dnf-list'],
  [/dpkg (?:-l|--list|--get-selections)/u, 'dpkg-list'],
  [/dpkg-query (?:-W|-l|--show|--list)/u, 'dpkg-list'],
  [/apt list --installed/u, 'dpkg-list'],
  [/opkg list-installed/u, 'dpkg-list'],
  [/pacman -Q/u, 'pacman-list'],
  [/apk (?:info|list)(?: -\w+| --installed){0,9}/u, 'apk-list'],
  [/xbps-query -l/u, 'xbps-list'],
  [/pkg info/u],
  [/snap list(?: --all)?/u, 'snap-list'],
  [/pip3? (?:list|freeze)/u],
  [/gem list/u],
  [/npm (?:ls|list)(?: -g| --global| --depth[= ]\d)+/u],
  [/winget list(?: --[\w-]+){0,9}/u, 'winget-list'],
  [/choco list(?: -\S{1,99}){0,9}/u, 'choco-list'],
  [/wmic product (?:get|list)\b[^|>\n/]{0,300}/u, 'wmic-product'],
  [/reg query [^|>\n]{0,300}\\Uninstall[^|>\n]{0,300}/u, 'registry-uninstall'],
  [/Get-(?:Package|AppxPackage(?: -AllUsers)?)/u, 'powershell-output'],
  [/Get-(?:CimInstance|WmiObject) (?:-Class(?:Name)? )?Win32_Product/u, 'powershell-output'],
  [/system_profiler SPApplicationsDataType/u, 'system-profiler'],
] as const;
/** Commands that print nothing, or a remark, where there is nothing to list. */
const OFTEN_EMPTY = [
  [/flatpak list(?: --?[\w-]+){0,9}/u, 'flatpak-list'],
  [/brew list(?: --?[\w-]+){0,9}/u, 'brew-list'],
  [/mas list/u, 'mas-list'],
  [/scoop list/u, 'scoop-list', 'powershell-output'],
  [/port installed/u, 'macports-list'],
  [/pkgutil --pkgs/u, 'pkgutil-list'],
  [/nix-env (?:-q|--query)(?: --installed)?/u, 'nix-list'],
  [/nix profile list/u, 'nix-list'],
  [/guix package (?:-I|--list-installed)/u, 'guix-list'],
  [/code --list-extensions(?: --show-versions)?/u, 'editor-extension-list'],
  [/lsmod/u, 'kernel-module-list'],
  [/(?:pipx|conda) list/u],
  [/cargo install --list/u],
] as const;
/** What changes how an answer looks, and does not filter it. */
const LAYOUT = String.raw`(?: *\| *(?:Select(?:-Object)?|Format-\w+|ft|fl|sort(?:-object)?|more|cat|less)\b[^|>\n]{0,300}){0,9}`;
/** What those that are often empty say then. */
const NOTHING = /^\s*(?:No|None|Nothing|There are no|You have no)\b[^\n]{0,200}\s*$/iu;

interface Listing {
  readonly command: RegExp;
  readonly readers: readonly string[];
}
const always = LISTS.map(listingOf);
const either = [...always, ...OFTEN_EMPTY.map(listingOf)];

function listingOf([{ source }, ...readers]: readonly [RegExp, ...string[]]): Listing {
  const command = new RegExp(`^(?:sudo )?(?:${source})(?: 2>\\S{1,99})?${LAYOUT}$`, 'iu');
  // What shows one property of an object is a list of names.
  return { command, readers: readers.length > 0 ? [...readers, 'name-column'] : [] };
}

/** Whether a command lists programs, and no answer stands behind it. */
export function isUnanswered({ typed, isAnswered }: ConsoleAnswer): boolean {
  return !isAnswered && always.some(({ command }) => command.test(typed));
}

/**
 * Why an answer is not what its command prints: nobody reads it, or it is the list of another tool, whose command is
 * missing.
 *
 * @param readers those that read it, or parts of it
 * @param isWhole whether one of them recognises all of it
 */
export function whyUnread(
  { typed, isAnswered }: ConsoleAnswer,
  answer: string,
  readers: readonly string[],
  isWhole: boolean,
): string | undefined {
  const listing = isAnswered ? either.find(({ command }) => command.test(typed)) : undefined;
  if (listing === undefined) return undefined;
  if (readers.some((reader) => !listing.readers.includes(reader))) return 'has rows of another command';
  return isWhole || (NOTHING.test(answer) && !always.includes(listing))
    ? undefined
    : 'is of an unknown format';
}
