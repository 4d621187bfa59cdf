import { sanitiseText } from '../../report/sanitise.ts';
import type { HostPlan, Plan, Step } from '../index.ts';
import type { Removal } from '../removals.ts';
import { headLines } from './remarks.ts';

const TOP = `set -u
apply=no
host=$(hostname | tr '[:upper:]' '[:lower:]')
while [ "$#" -gt 0 ]; do
  case $1 in
    --apply) apply=yes ;;
    --host) shift; host=\${1:?--host needs a name} ;;
    *) echo "usage: sh $0 [--apply] [--host NAME]" >&2; exit 2 ;;
  esac
  shift
done
failed=0
say() { printf '# %s\\n' "$1"; }
# remove CHECK... : REMOVE...
remove() {
  found=0
  check=
  while [ "$1" != : ]; do check="$check $1"; shift; done
  shift
  # The words of a check hold no blanks.
  $check >/dev/null 2>&1 || found=$?
  if [ "$found" -ne 0 ]; then printf '# not installed: %s\\n' "$*"
  elif [ "$apply" = no ]; then printf '%s\\n' "$*"
  elif ! "$@"; then failed=1; printf 'failed: %s\\n' "$*" >&2
  fi
}
`;

/** A script for `sh` of POSIX that prints what it would run, and runs it with `--apply`: one part for each host. */
export function* shell(plan: Plan): Iterable<string> {
  yield '#!/bin/sh\n';
  yield headLines(plan, 'sh plan.sh', 'sh plan.sh --apply')
    .map((line) => `# ${line}\n`)
    .join('');
  yield TOP;
  yield 'case $host in\n';
  for (const host of plan.hosts) yield* part(host);
  yield `*) echo 'This plan has nothing for this host.' >&2; exit 3 ;;\nesac\nexit "$failed"\n`;
}

function* part({ host, steps, notices }: HostPlan): Iterable<string> {
  yield `${quoted(host)} | ${quoted(host)}.*)\n`;
  for (const notice of notices) yield `  say ${quoted(sanitiseText(notice))}\n`;
  for (const step of steps) yield* lines(step);
  yield '  ;;\n';
}

function* lines({ program, bans, removals, byHand }: Step): Iterable<string> {
  yield `  say ${quoted(`${program} (${bans.join(', ')})`)}\n`;
  if (byHand !== undefined) yield `  say ${quoted(`by hand: ${sanitiseText(byHand)}`)}\n`;
  for (const removal of removals) yield line(removal);
}

function line({ system, check, argv }: Removal): string {
  if (system === 'windows') return "  say 'for Windows: see the plan for PowerShell'\n";
  return `  remove ${check.map(quoted).join(' ')} : ${argv.map(quoted).join(' ')}\n`;
}

/** Between single quotes, a shell knows nothing but the quote that ends them. */
function quoted(text: string): string {
  return `'${text.replace(/'/gu, "'\\''")}'`;
}
