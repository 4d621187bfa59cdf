import { sanitiseText } from '../../report/sanitise.ts';
import type { HostPlan, Plan, Step } from '../index.ts';
import type { Removal } from '../removals.ts';
import { headLines } from './remarks.ts';

const TOP = String.raw`
param([switch]$Apply, [string]$HostName = [System.Net.Dns]::GetHostName())
$ErrorActionPreference = 'Stop'
$script:failed = 0
$short = $HostName.ToLowerInvariant()
function Write-Step([string]$Text) { Write-Output ('# ' + $Text) }
# 3010 and 1641 mean that a restart is due, 1605 that the product is not installed.
function Invoke-Removal([string]$File, [string[]]$Arguments) {
  $text = $File + ' ' + ($Arguments -join ' ')
  if (-not $Apply) { Write-Output $text; return }
  $process = Start-Process -FilePath $File -ArgumentList $Arguments -Wait -PassThru -NoNewWindow
  if (@(0, 1605, 1641, 3010) -notcontains $process.ExitCode) {
    $script:failed = 1
    Write-Warning ('failed: ' + $text)
  }
}
`;

/** A script for PowerShell 5.1 and later that prints what it would run, and runs it with `-Apply`. */
export function* powershell(plan: Plan): Iterable<string> {
  yield headLines(plan, '.\\plan.ps1', '.\\plan.ps1 -Apply')
    .map((line) => `# ${ascii(line)}\n`)
    .join('');
  yield TOP;
  let word = 'if';
  for (const host of plan.hosts) {
    yield* part(host, word);
    word = 'elseif';
  }
  const nothing = `Write-Warning 'This plan has nothing for this host.'; exit 3`;
  yield plan.hosts.length === 0 ? `${nothing}\n` : `else { ${nothing} }\n`;
  yield 'exit $script:failed\n';
}

function* part({ host, steps, notices }: HostPlan, word: string): Iterable<string> {
  yield `${word} ($short -eq ${quoted(host)} -or $short.StartsWith(${quoted(`${host}.`)})) {\n`;
  for (const notice of notices) yield `  Write-Step ${quoted(sanitiseText(notice))}\n`;
  for (const step of steps) yield* lines(step);
  yield '}\n';
}

function* lines({ program, bans, removals, byHand }: Step): Iterable<string> {
  yield `  Write-Step ${quoted(`${program} (${bans.join(', ')})`)}\n`;
  if (byHand !== undefined) yield `  Write-Step ${quoted(`by hand: ${sanitiseText(byHand)}`)}\n`;
  for (const removal of removals) yield line(removal);
}

function line({ system, argv: [file = '', ...args] }: Removal): string {
  if (system === 'posix') return "  Write-Step 'for Linux: see the plan for sh'\n";
  return `  Invoke-Removal ${quoted(file)} @(${args.map(quoted).join(', ')})\n`;
}

/**
 * Between single quotes only the quote itself must be doubled; PowerShell takes four more letters for one. What is not
 * ASCII is written by its number, since PowerShell 5.1 reads a file without a mark in the code page of the machine.
 */
function quoted(text: string): string {
  return `'${ascii(text).replace(/'/gu, "''")}'`;
}

function ascii(text: string): string {
  return text.replace(/[^\x20-\x7E]/gu, (letter) => `\\u{${(letter.codePointAt(0) ?? 0).toString(16)}}`);
}
