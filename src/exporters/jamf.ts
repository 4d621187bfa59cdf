import { Buffer } from 'node:buffer';
import { type Asked, askable, type FlatIndicator, hiddenKinds, oneLine } from './flat-ban.ts';
import type { ExportModel } from './model/index.ts';
import type { ExportTarget } from './target.ts';

const KINDS = ['bundle-id', 'name', 'receipt', 'launchd', 'system-extension', 'kext', 'path'];

/** What shows a program and not only a trace. */
const PROGRAMS: ReadonlySet<string> = new Set(['bundle-id', 'name', 'receipt']);

const GAPS: readonly string[] = [
  'publishers and signatures are not read',
  'names with letters beyond ASCII are compared only as they are written, in lower case',
  'applications outside of /Applications and of the Applications folders of users are not seen',
  'a trace counts only where a product can come without an application, and its program file is not looked for',
];

/**
 * An extension attribute for Jamf Pro, a script for the shell of macOS. Its result is `clean`, or one line for each
 * finding; `incomplete` where not one application was seen.
 *
 * @see https://learn.jamf.com/en-US/bundle/jamf-pro-documentation-current/page/Computer_Extension_Attributes.html
 */
export const jamf: ExportTarget = {
  id: 'jamf',
  title: 'Jamf Pro extension attribute (sh)',
  systems: ['macos'],
  render(model) {
    const notices = new Set(GAPS);
    const asked = askable(model, notices, ({ plain }) => plain.marks.some(counts));
    const functions = asked.map((it, i) => banFunction(it, i, notices));
    const bans = asked.map(({ ban }) => ban);
    return { text: script({ ...model, bans }, functions, [...notices]), notices: [...notices] };
  },
};

/** `ban_1 kind key shown` gives 0 when a mark meets, and shows a finding when the heaviest one is of the ban. */
function banFunction({ ban, plain }: Asked, index: number, notices: Set<string>): string {
  for (const gap of [...plain.gaps, ...hiddenKinds(plain, ['macos'], [...KINDS, 'publisher'])])
    notices.add(`${ban.id}: ${gap}`);
  const indicators = plain.marks.filter(({ kind }) => KINDS.includes(kind));
  // The shell takes the first of two equal patterns, and the second could never be reached.
  const first = new Map<string, FlatIndicator>();
  for (const indicator of indicators)
    if (!first.has(pattern(indicator))) first.set(pattern(indicator), indicator);
  const cases = Array.from(
    first,
    ([written, indicator]) => `    ${written}) ${counts(indicator) ? 'found=1' : ':'} ;;`,
  );
  return `# ${oneLine(ban.id)}: ${oneLine(ban.title)}
ban_${index}() {
  found=
  case "$1:$2" in
${cases.join('\n')}
    *) return 1 ;;
  esac
  if [ -n "$found" ]; then
    result="$result$(printf '%s: %s: %s' ${sh(ban.severity)} ${sh(oneLine(ban.id))} "$3")$NL"
  fi
}`;
}

function counts({ banned, kind, alone }: FlatIndicator): boolean {
  return banned && KINDS.includes(kind) && (alone || PROGRAMS.has(kind));
}

/**
 * A pattern of `case`: wildcards stay bare, all else stands in quotes. `#` is any digit and what follows it; a character
 * that hides or acts is any of as many bytes.
 */
function pattern({ kind, pattern: text }: FlatIndicator): string {
  const parts = text.split(/([*?#])/u).filter((part) => part !== '');
  return `${kind}:${parts.map(written).join('')}`;
}

function written(part: string): string {
  if (part === '#') return '[0-9]*';
  return part === '*' || part === '?' ? part : seen(part);
}

/** Quoted, but for what hides or acts. */
function seen(text: string): string {
  const parts = text.split(UNSEEN);
  return parts.map((part, at) => (at % 2 === 1 ? '?'.repeat(Buffer.byteLength(part)) : sh(part))).join('');
}

const UNSEEN = /([\p{Cc}\p{Cf}\u2028\u2029])/u;

/** One word for the shell, whatever stands in it. */
function sh(text: string): string {
  return `'${text.replace(/'/gu, "'\\''")}'`;
}

function script({ day, bans }: ExportModel, functions: readonly string[], gaps: readonly string[]): string {
  const calls = bans.map((_, i) => `  ban_${i} "$@"`).join('\n');
  const apps = bans.map((_, i) => `  ban_${i} bundle-id "$1" "$3" || ban_${i} name "$2" "$3"`).join('\n');
  const places = [...new Set(bans.flatMap((ban) => ban.places))].filter(
    (place) =>
      /^(?:Applications|Library|Users|opt|usr|private)\//u.test(place) &&
      !place.startsWith('Users/*/AppData/'),
  );
  const globs = places.map((place) => `"$ROOT"/${place.split('*').map(seen).join('*')}`);
  return `#!/bin/sh
# Extension attribute: banned software, as of ${day}. Written by interdict.
${gaps.map((gap) => `# Not checked: ${oneLine(gap)}.`).join('\n')}
LC_ALL=C; export LC_ALL
ROOT="\${1:-}"; [ "$ROOT" = / ] && ROOT=
NL='
'
result=
apps=0

${functions.join('\n\n')}

all_bans() {
${calls}
}

# The identifier is more certain than the name.
app_bans() {
${apps}
}

lower() { printf '%s' "$1" | tr '[:upper:]' '[:lower:]'; }

# Signs part words, and words are parted by one space.
key() { lower "$1" | tr -s '\\011-\\052\\054-\\057:-@[-\`{-~' ' ' | sed 's/^ *//; s/ *$//'; }

plist() { /usr/libexec/PlistBuddy -c "Print :$2" "$1" 2>/dev/null; }

for info in "$ROOT"/Applications/*.app/Contents/Info.plist "$ROOT"/Applications/*/*.app/Contents/Info.plist \\
  "$ROOT"/Users/*/Applications/*.app/Contents/Info.plist; do
  [ -f "$info" ] || continue
  apps=$((apps + 1))
  app=\${info%/Contents/Info.plist}
  shown=\${app#"$ROOT"}
  id=$(plist "$info" CFBundleIdentifier)
  name=$(plist "$info" CFBundleDisplayName) || name=$(plist "$info" CFBundleName) || { name=\${app##*/}; name=\${name%.app}; }
  app_bans "$(lower "$id")" "$(key "$name")" "$shown"
done

if command -v pkgutil >/dev/null 2>&1; then
  for receipt in $(pkgutil --volume "\${ROOT:-/}" --pkgs 2>/dev/null); do all_bans receipt "$(lower "$receipt")" "receipt $receipt"; done
fi

for file in "$ROOT"/Library/LaunchDaemons/*.plist "$ROOT"/Library/LaunchAgents/*.plist; do
  [ -f "$file" ] || continue
  label=\${file##*/}
  all_bans launchd "$(lower "\${label%.plist}")" "\${file#"$ROOT"}"
done

for extension in "$ROOT"/Library/Extensions/*.kext "$ROOT"/Library/SystemExtensions/*/*.systemextension; do
  [ -d "$extension" ] || continue
  id=$(plist "$extension/Contents/Info.plist" CFBundleIdentifier) || continue
  case $extension in *.kext) kind=kext ;; *) kind=system-extension ;; esac
  all_bans "$kind" "$(lower "$id")" "\${extension#"$ROOT"}"
done

for place in ${globs.length > 0 ? globs.join(' ') : "''"}; do
  [ -e "$place" ] || continue
  all_bans path "$(lower "\${place#"$ROOT"}")" "\${place#"$ROOT"}"
done

if [ -n "$result" ]; then printf '<result>%s</result>\\n' "$(printf '%s' "$result" | sed 's/&/\\&amp;/g; s/</\\&lt;/g; s/>/\\&gt;/g')"
elif [ "$apps" -eq 0 ]; then echo '<result>incomplete: no application was seen</result>'
else echo '<result>clean</result>'
fi
`;
}
