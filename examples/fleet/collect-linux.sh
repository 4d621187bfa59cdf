#!/bin/sh
# Collects what lists the programs of this Linux machine into FOLDER/<name of the machine>, as `interdict sweep` reads
# it. Run it as root. If anything fails it ends with another status than 0 and leaves `.<name>.part`, never half a host.
set -eu
out=${1:?usage: collect-linux.sh FOLDER [NAME]}
name=${2:-$(uname -n)}
case $name in '' | .* | */*) echo "collect-linux.sh: not a name of a host: $name" >&2 && exit 2 ;; esac
# Where the folder is, whatever the way to it: the paths below are from the root.
mkdir -p "$out"
out=$(cd "$out" && pwd)
part=$out/.$name.part
list=$out/.$name.list
time=$(date -u +%Y-%m-%dT%H:%M:%SZ)
rm -rf "$part" "$list"
mkdir "$part"

# Package databases as they are, and the names of units and products.
cd /
files='etc/os-release usr/lib/os-release etc/hostname
  var/lib/dpkg/status var/lib/dpkg/updates var/lib/dpkg/status.d
  var/lib/rpm usr/lib/sysimage/rpm lib/apk/db usr/lib/apk/db var/lib/pacman/local var/db/pkg
  etc/apt/sources.list etc/apt/sources.list.d etc/yum.repos.d etc/zypp/repos.d
  etc/systemd/system usr/lib/systemd/system lib/systemd/system etc/init.d'
for path in $files; do
  # Where /lib is a link to /usr/lib, one of the two is enough.
  [ -L "${path%%/*}" ] && continue
  [ -e "$path" ] && find "$path" \( -type f -o -type l \) -print
done >"$list"
if [ -d opt ]; then find opt -maxdepth 2 -type d -print >>"$list"; fi
# A pipe has the status of its last command alone: the first one leaves the list only if it took all that is on it.
{ tar -cf - --no-recursion -T "$list" && rm "$list"; } | tar -xf - -C "$part"
if [ -e "$list" ]; then echo "collect-linux.sh: not all could be read; see $part" >&2 && exit 1; fi

# Lists that only a command gives; they lie at the top, where they are recognised by what they hold.
if command -v snap >/dev/null; then snap list >"$part/snap-list.txt"; fi
if command -v flatpak >/dev/null; then flatpak list --columns=application,version,origin,installation >"$part/flatpak-list.txt"; fi
for path in "$part"/*-list.txt; do
  [ -s "$path" ] || rm -f "$path"
done

# Whose data it is and of when, for --max-age.
printf 'name=%s\ntime=%s\n' "$name" "$time" >"$part/collected"

# A sweep that runs meanwhile never sees half a host: names that begin with a dot are passed over.
rm -rf "${out:?}/$name"
mv "$part" "$out/$name"
