#!/bin/sh
# Collects what lists the programs of this Mac into FOLDER/<name of the machine>, as `interdict sweep` reads it. If
# anything fails it ends with another status than 0 and leaves `.<name>.part`, never half a host.
set -eu
out=${1:?usage: collect-macos.sh FOLDER [NAME]}
name=${2:-$(scutil --get LocalHostName)}
case $name in '' | .* | */*) echo "collect-macos.sh: not a name of a host: $name" >&2 && exit 2 ;; esac
part=$out/.$name.part
time=$(date -u +%Y-%m-%dT%H:%M:%SZ)
rm -rf "$part"
mkdir -p "$part"

system_profiler -json SPApplicationsDataType >"$part/applications.json"
[ -s "$part/applications.json" ]
pkgutil --pkgs >"$part/receipts.txt"
for folder in Library/LaunchDaemons Library/LaunchAgents; do
  mkdir -p "$part/$folder"
  for plist in "/$folder"/*.plist; do
    if [ -e "$plist" ]; then cp "$plist" "$part/$folder/"; fi
  done
done
# Homebrew does nothing for root: whoever owns it asks.
if command -v brew >/dev/null; then
  if [ "$(id -u)" -eq 0 ]; then
    sudo -H -u "$(stat -f %Su "$(brew --prefix)")" brew list --versions >"$part/brew.txt"
  else
    brew list --versions >"$part/brew.txt"
  fi
  [ -s "$part/brew.txt" ] || rm -f "$part/brew.txt"
fi

# Whose data it is and of when, for --max-age.
printf 'name=%s\ntime=%s\n' "$name" "$time" >"$part/collected"

rm -rf "${out:?}/$name"
mv "$part" "$out/$name"
