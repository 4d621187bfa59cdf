#!/bin/sh
# A sweep in N shards by GNU parallel, on this machine or, with --sshlogin, on others that see the same files.
set -u
hosts=${1:?usage: parallel.sh HOSTS N OUT}
shards=${2:?}
out=${3:?}
mkdir -p "$out"
# 0, 1 and 3 are answers, a usage error (2) would fail again, and a shard that was killed or interrupted goes on where
# its journal ends.
seq "$shards" | parallel --retries 3 --quote sh -c '
  interdict sweep "$1" --jobs 1 --shard "$3/$2" --resume "$4/$3.journal" -o ndjson="$4/$3.ndjson" -o text >/dev/null
  status=$?
  case $status in 0|1|2|3) exit 0 ;; esac
  exit "$status"' sh "$hosts" "$shards" {} "$out"
# The number of shards stands in each report: one without a report makes the answer incomplete.
interdict merge "$out"/*.ndjson -o text -o json="$out/report.json"
