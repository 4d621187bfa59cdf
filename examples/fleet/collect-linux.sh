#!/bin/sh
# Collects what lists the programs of this Linux machine into FOLDER/<name of the machine>, as `interdict sweep` reads
# it. Run it as root: what it may not read it tells, and ends with 1.
set -eu
out=${1:?usage: collect-linux.sh FOLDER [NAME]}
name=${2:-$(uname -n)}
part=$out/.$name.part
rm -rf "$part"
mkdir -p "$part"

# Package databases as they are, and the names of units and products.
cd /
files='etc/os-release usr/lib/os-release
  var/lib/dpkg/status var/lib/dpkg/updates var/lib/dpkg/status.d
  var/lib/rpm usr/lib/sysimage/rpm lib/apk/db usr/lib/apk/db var/lib/pacman/local var/db/pkg
  etc/apt/sources.list etc/apt/sources.list.d etc/yum.repos.d etc/zypp/repos.d
  etc/systemd/system usr/lib/systemd/system lib/systemd/system etc/init.d'
for path in $files; do
  # Where /lib is a link to /usr/lib, one of the two is enough.
  [ -L "${path%%/*}" ] && continue
  [ -e "$path" ] && find "$path" \( -type f -o -type l \) -print
done | tar -cf - -T - | tar -xf - -C "$part"
if [ -d opt ]; then
  find opt -maxdepth 2 -type d -print | tar -cf - --no-recursion -T - | tar -xf - -C "$part"
fi

# Lists that only a command gives; they lie at the top, where they are recognised by what they hold.
if command -v snap >/dev/null; then snap list >"$part/snap-list.txt" 2>/dev/null || true; fi
if command -v flatpak >/dev/null; then flatpak list --columns=application,version,origin,installation >"$part/flatpak-list.txt"; fi
for list in "$part"/*-list.txt; do
  [ -s "$list" ] || rm -f "$list"
done

# A sweep that runs meanwhile never sees half a host: names that begin with a dot are passed over.
rm -rf "${out:?}/$name"
mv "$part" "$out/$name"
