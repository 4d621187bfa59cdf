#!/bin/sh
# Monday's page: checks what was delivered in the week, and what changed since the week before.
#
#   monday.sh HOSTS PAGES LIST [DAY]
#
# HOSTS is the folder of delivered hosts, PAGES gets a folder for each week and a store of all sweeps, LIST names all
# hosts: a table (name, owner, site, unit, tags), an Ansible inventory, or names. The status is that of the sweep.
set -u
hosts=${1:?usage: monday.sh HOSTS PAGES LIST [DAY]}
pages=${2:?usage: monday.sh HOSTS PAGES LIST [DAY]}
list=${3:?usage: monday.sh HOSTS PAGES LIST [DAY]}
day=${4:-$(date -u +%Y-%m-%d)}
part=$pages/.$day.part
rm -rf "$part"
mkdir -p "$part" || exit 2

# The last of the earlier weeks; names of days sort by time.
last=
for week in "$pages"/[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]/; do
  [ -e "$week/report.ndjson" ] && [ "$week" != "$pages/$day/" ] || continue
  last=$week
done

interdict sweep "$hosts" --expect "$list" --hosts "$list" --max-age 7d --as-of "$day" --store "$pages/store" --no-progress \
  -o ndjson="$part/report.ndjson" -o html="$part/index.html" -o markdown="$part/summary.md" \
  -o slack="$part/slack.json"
status=$?
# All else is no answer: the scheduler tries again, and no page is shown.
case $status in 0 | 1 | 3) ;; *) exit "$status" ;; esac

if [ -n "$last" ]; then
  interdict diff "$last/report.ndjson" "$part/report.ndjson" >"$part/changes.txt"
  case $? in 0 | 1 | 3) ;; *) exit 2 ;; esac
fi
# What came and went in all weeks, and how old it is.
interdict history "$pages/store" --by group >"$part/history.txt"
case $? in 0 | 3) ;; *) exit 2 ;; esac
rm -rf "${pages:?}/$day"
mv "$part" "$pages/$day" || exit 2
exit "$status"
