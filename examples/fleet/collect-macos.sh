#!/bin/sh
# Collects what lists the programs of this Mac into FOLDER/<name of the machine>, as `interdict sweep` reads it.
set -eu
out=${1:?usage: collect-macos.sh FOLDER [NAME]}
name=${2:-$(scutil --get LocalHostName)}
part=$out/.$name.part
rm -rf "$part"
mkdir -p "$part"

system_profiler -json SPApplicationsDataType >"$part/applications.json"
pkgutil --pkgs >"$part/receipts.txt"
for folder in Library/LaunchDaemons Library/LaunchAgents; do
  mkdir -p "$part/$folder"
  cp "/$folder"/*.plist "$part/$folder/" 2>/dev/null || true
done
if command -v brew >/dev/null; then brew list --versions >"$part/brew.txt"; fi

rm -rf "${out:?}/$name"
mv "$part" "$out/$name"
