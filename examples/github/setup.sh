#!/usr/bin/env bash
# The first step of action.yml: takes the executable of a release, checks it, and says where it lies.
set -euo pipefail

fail() {
  echo "::error title=interdict::$1"
  exit 2
}
digest() { if command -v sha256sum >/dev/null; then sha256sum "$1"; else shasum -a 256 "$1"; fi | cut -d' ' -f1; }
fetch() { curl --fail --silent --show-error --location --retry 3 --output "$2" "$1" || fail "cannot fetch $1"; }

if [ -n "$EXECUTABLE" ]; then
  [ -f "$EXECUTABLE" ] || fail "executable: there is no file $EXECUTABLE"
  echo "executable=$EXECUTABLE" >>"$GITHUB_OUTPUT"
  exit
fi

case "$VERIFY" in attestation | checksum) ;; *) fail "verify is attestation or checksum, not '$VERIFY'" ;; esac
case "$RUNNER_OS-$RUNNER_ARCH" in
  Linux-X64) target=linux-x64 ;;
  Linux-ARM64) target=linux-arm64 ;;
  macOS-X64) target=darwin-x64 ;;
  macOS-ARM64) target=darwin-arm64 ;;
  Windows-*) target=win-x64.exe ;;
  *) fail "there is no executable for $RUNNER_OS on $RUNNER_ARCH" ;;
esac

# Without a version it is that of the action itself, so that a pinned action is a pinned command.
version=${VERSION#v}
[ -n "$version" ] || version=$(sed -n 's/^  "version": "\(.*\)",$/\1/p' "$ACTION/package.json")
case "$version" in '' | *[!0-9A-Za-z.-]*) fail "version: '$version' is none" ;; esac

name=interdict-$version-$target
folder=${RUNNER_TOOL_CACHE:-$RUNNER_TEMP}/interdict/$version
file=$folder/$name
url=${RELEASES:-$GITHUB_SERVER_URL/$REPOSITORY/releases/download}/v$version
mkdir -p "$folder"
# What an earlier job left is checked like what was just fetched.
[ -f "$folder/SHA256SUMS" ] || fetch "$url/SHA256SUMS" "$folder/SHA256SUMS"
wanted=$(awk -v name="$name" '$2 == name { print $1 }' "$folder/SHA256SUMS")
[ -n "$wanted" ] || fail "$url/SHA256SUMS does not name $name"
[ -f "$file" ] && [ "$(digest "$file")" = "$wanted" ] || fetch "$url/$name" "$file"
found=$(digest "$file")
if [ "$found" != "$wanted" ]; then
  rm -f "$file" "$folder/SHA256SUMS"
  fail "$name has the digest $found, and $wanted is wanted"
fi
if [ "$VERIFY" = attestation ]; then
  command -v gh >/dev/null || fail 'verify: attestation needs the command gh on the runner; checksum does without'
  gh attestation verify "$file" --repo "$REPOSITORY" >/dev/null || fail "$name was not built by $REPOSITORY"
fi
chmod +x "$file"
echo "executable=$file" >>"$GITHUB_OUTPUT"
