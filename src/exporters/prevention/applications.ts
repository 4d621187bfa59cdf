import type { NameForm } from './identifiers.ts';

/** What a Mac, its user and its management need, wherever it lies: controls that go by names do not ask for a folder. */
const NEEDED =
  'Activity Monitor|App Store|Automator|Calendar|Company Portal|Console|Contacts|Disk Utility|FaceTime|Falcon|Finder|' +
  'Font Book|Installer|Jamf Connect|Jamf Protect|Kandji Self Service|Keychain Access|Mail|Managed Software Center|' +
  'Maps|Messages|Microsoft [^/]+|Migration Assistant|Music|Notes|Photos|Preview|Reminders|Safari|Santa|Self Service\\+?|' +
  'Shortcuts|System (?:Preferences|Settings|Information)|Terminal|TextEdit|Time Machine|Utilities';

/** Applications that lie in `/Applications` itself, by their bundle. */
export const APPLICATIONS: NameForm = {
  kinds: ['path'],
  form: new RegExp(`^/Applications/(?!(?:${NEEDED})\\.app$)[A-Za-z0-9][A-Za-z0-9 ._-]*\\.app$`, 'iu'),
};

/** The names of such applications, without their ending. */
export function applicationNames(paths: readonly string[]): string[] {
  const names = paths.map((path) => path.replace(/^.*\//u, '').replace(/\.app$/iu, ''));
  return [...new Set(names)].sort();
}
