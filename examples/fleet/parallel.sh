#!/bin/sh
# A sweep in N shards by GNU parallel, on this machine or, with --sshlogin, on others that see the same files.
set -u
hosts=${1:?usage: parallel.sh HOSTS N OUT}
shards=${2:?}
out=${3:?}
mkdir -p "$out"
# Each shard ends with its own answer, which is not an error of parallel's.
seq "$shards" | parallel "interdict sweep '$hosts' --jobs 1 --shard {}/$shards --resume '$out/{}.journal' -o ndjson='$out/{}.ndjson' -o text >/dev/null; true"
interdict merge "$out"/*.ndjson -o text -o json="$out/report.json"
