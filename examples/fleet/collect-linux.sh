#!/bin/sh
# Collects what lists the programs of this Linux machine into FOLDER/<name of the machine>, as `interdict sweep` reads
# it. Run it as root. If anything fails it ends with another status than 0 and leaves `.<name>.part`, never half a host.
# ROOT=/mnt collects another system that is mounted there. MAX_PROGRAMS bounds the program files without a package.
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
cd "${ROOT:-/}"
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
# Folders below which programs lie that no package brought.
own=
for path in opt usr/local usr/share var/opt etc/opt; do
  if [ -d "$path" ]; then own="$own $path"; fi
done
for path in $own; do
  case $path in opt) depth=4 ;; usr/share) depth=0 ;; *) depth=2 ;; esac
  find "$path" -maxdepth "$depth" -type d -print
done >>"$list"
# The tar of some busybox takes no list; these have cpio.
# A pipe has the status of its last command alone: the first one leaves the list only if it took all that is on it.
if tar -cf /dev/null -T /dev/null 2>/dev/null; then
  { tar -cf - --no-recursion -T "$list" && rm "$list"; } | tar -xf - -C "$part"
else
  { cpio -o -H newc <"$list" 2>/dev/null && rm "$list"; } | (cd "$part" && cpio -idm 2>/dev/null)
fi
if [ -e "$list" ]; then echo "collect-linux.sh: not all could be read; see $part" >&2 && exit 1; fi

# Of program files that no package brought, a scan has to know that they are there. Their names are copied, with the first
# bytes of the header of an ELF file and nothing else of them.
export part
copy_heads='
zeros="\\0\\0\\0\\0\\0\\0\\0\\0"
elf=$(printf "\\177ELF")
for path; do
  if [ ! -s "$path" ] || [ -e "$part/$path" ]; then continue; fi
  mkdir -p "$part/${path%/*}"
  if ! dd if="$path" of="$part/$path" bs=32 count=1 2>/dev/null; then
    rm -f "$part/$path"
    if [ -e "$path" ]; then exit 1; else continue; fi
  fi
  line=
  IFS= read -r line <"$part/$path" || :
  case $line in
    # Without tables, so that none of them is missing.
    "$elf"*) printf "$zeros$zeros$zeros$zeros" >>"$part/$path" ;;
    "#!"*) printf "#!\\n" >"$part/$path" ;;
    *) if [ -n "${named-}" ]; then printf "\\n" >"$part/$path"; else rm "$part/$path"; fi ;;
  esac
done'
most=${MAX_PROGRAMS:-20000}
for path in $own; do
  count=$(find "$path" -type f -perm -100 -print | head -n "$((most + 1))" | wc -l)
  if [ "$count" -gt "$most" ]; then
    echo "collect-linux.sh: more than $most program files in /$path: set MAX_PROGRAMS; see $part" >&2 && exit 1
  fi
  find "$path" -type f -perm -100 -exec sh -c "$copy_heads" sh {} +
done
for path in opt/* opt/*/*; do
  if [ ! -d "$path" ]; then continue; fi
  mkdir -p "$part/$path"
  # A folder may be a link to another volume.
  if [ -L "$path" ]; then find "$path/" -maxdepth 6 -type f -perm -100 -exec sh -c "$copy_heads" sh {} +; fi
  # A folder with files is another thing than one with folders alone, whatever they are.
  if [ -n "$(find "$path/" -maxdepth 6 -type f -print | head -n 1)" ]; then echo >"$part/$path/.other-files"; fi
done
# Programs that units start lie anywhere. Those of all systems are left out.
for path in etc/systemd/system usr/lib/systemd/system lib/systemd/system; do
  if [ -d "$path" ]; then
    find "$path" -name '*.service' -type f -exec sed -n 's|^ExecStart[A-Za-z]*=[-@:+!"]*/\([^ ";]*\).*|\1|p' {} +
  fi
done | sort -u | { grep -Ev '^(usr/)?s?bin/' || :; } | while IFS= read -r path; do
  if [ -f "$path" ]; then named=1 sh -c "$copy_heads" sh "$path"; fi
done

# Lists that only a command gives; they lie at the top, where they are recognised by what they hold.
if [ -z "${ROOT-}" ] && command -v snap >/dev/null; then snap list >"$part/snap-list.txt"; fi
if [ -z "${ROOT-}" ] && command -v flatpak >/dev/null; then flatpak list --columns=application,version,origin,installation >"$part/flatpak-list.txt"; fi
for path in "$part"/*-list.txt; do
  [ -s "$path" ] || rm -f "$path"
done

# Whose data it is and of when, for --max-age.
printf 'name=%s\ntime=%s\n' "$name" "$time" >"$part/collected"

# A sweep that runs meanwhile never sees half a host: names that begin with a dot are passed over.
rm -rf "${out:?}/$name"
mv "$part" "$out/$name"
