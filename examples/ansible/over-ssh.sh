#!/bin/sh
# Judges hosts that have nothing but ssh and tar: what lists programs is sent here and read here.
#
#   over-ssh.sh hosts reports
#
# One host a line, and behind it, if it is not the running system that is meant, the folder where its root is
# mounted. The status is that of the worst host: 0 clean, 1 banned, 2 the call failed, 3 an answer that is not whole.
set -u
hosts=$1
reports=$2
worst=0
mkdir -p "$reports"

# One word for the shell over there.
quoted() { printf "'%s'" "$(printf '%s' "$1" | sed "s/'/'\\\\''/g")"; }

# What tells of programs on Linux. What is not there is left out; what cannot be read makes tar fail, and is told.
collect='cd "$1" || exit 2
set --
for path in etc/os-release usr/lib/os-release var/lib/dpkg/status var/lib/dpkg/status.d var/lib/rpm usr/lib/sysimage/rpm \
  lib/apk/db/installed var/lib/pacman/local var/db/pkg var/lib/snapd/snaps var/lib/flatpak/app etc/systemd/system \
  usr/lib/systemd/system lib/systemd/system etc/init.d etc/apt/sources.list etc/apt/sources.list.d usr/share/applications \
  opt/*; do
  case $path in
    opt/*) [ -d "$path" ] && set -- "$@" --exclude="$path/*/*" "$path" ;;
    *) if [ -e "$path" ]; then set -- "$@" "$path"; fi ;;
  esac
done
[ $# -gt 0 ] || exit 2
exec tar -cf - "$@"'

# The list comes in by another way than standard input, which ssh would read to its end.
while read -r host root <&3; do
  case $host in '' | '#'*) continue ;; esac
  report=$reports/$host.json
  # A report of an earlier call must not stand for a host that gives none now.
  rm -f "$report"
  archive=$(mktemp) || exit 2
  trap 'rm -f "$archive"' EXIT
  if ssh -n -o BatchMode=yes -- "$host" "sh -c $(quoted "$collect") sh $(quoted "${root:-/}")" >"$archive"; then
    interdict scan - --name "$host" -o "json=$report" <"$archive"
    status=$?
  else
    echo "$host: could not be read" >&2
    status=3
  fi
  rm -f "$archive"
  echo "$host: $status"
  # 1 wins over 2, 2 over 3.
  case $worst$status in 0* | 3[12] | 21) worst=$status ;; esac
done 3<"$hosts"
exit "$worst"
