/**
 * The script around the data. It is plain ASCII; the data are one literal between single quotes, in which only the
 * quote itself must be doubled.
 */
export function script(json: string, header: readonly string[]): string {
  const comments = header.map((line) => `# ${line}`);
  return [...comments, `$data = '${json.replace(/'/gu, "''")}' | ConvertFrom-Json`, BODY]
    .join('\r\n')
    .replace(/\r?\n/gu, '\r\n');
}

const BODY = String.raw`
$ErrorActionPreference = 'Stop'
$letters = New-Object 'System.Collections.Generic.Dictionary[char,string]'
foreach ($pair in $data.letters) { $letters[[char][int]$pair[0]] = [string]$pair[1] }
$invisible = New-Object regex '[\p{Cf}\u00ad\u200b-\u200f\u2060\ufeff]+'
$gaps = New-Object regex '[^\p{L}\p{N}\p{M}+]+'

# The key under which a name is compared: case, width, signs and look-alike letters make no difference.
function Get-NameKey([string]$text) {
  $built = New-Object System.Text.StringBuilder
  foreach ($letter in $invisible.Replace($text, '').ToCharArray()) {
    if ($letters.ContainsKey($letter)) { [void]$built.Append($letters[$letter]) } else { [void]$built.Append($letter) }
  }
  $plain = $built.ToString().Normalize([System.Text.NormalizationForm]::FormKC).ToLowerInvariant()
  return $gaps.Replace($plain, ' ').Trim()
}

# The key of a company: legal forms fall, whole words at either end.
function Get-FirmKey([string]$text) {
  $key = Get-NameKey ($text -replace '(?<=.)<[^<>]*>$', '')
  for ($round = 0; $round -lt 6; $round++) {
    $before = $key
    foreach ($form in $data.forms) { if ($key.EndsWith(' ' + $form.form, 'Ordinal')) { $key = $key.Substring(0, $key.Length - $form.form.Length - 1); break } }
    foreach ($form in $data.forms) { if ($form.before -and $key.StartsWith($form.form + ' ', 'Ordinal')) { $key = $key.Substring($form.form.Length + 1); break } }
    if ($key -ceq $before) { break }
  }
  foreach ($form in $data.joined) { if ($key.Length -gt $form.Length -and $key.EndsWith($form, 'Ordinal')) { return $key.Substring(0, $key.Length - $form.Length) } }
  return $key
}

# The name as it is, and without platform and version after it.
function Get-NameKeys([string]$name, [string]$version) {
  $bare = $name -replace '[\s,-]*[(\[]?(?:x64|x86|x86_64|amd64|arm64|(?:64|32)[- ]?bit)[)\]]?$', ''
  $keys = @((Get-NameKey $name), (Get-NameKey $bare))
  if ($bare -match '[\s,_-]+(?:v|ver\.?|version)?\s?(?<shown>\d[\w.+-]*)$') {
    $shown = $Matches['shown']
    $tail = $Matches[0].Length
    $same = if ($version -eq '') { $shown -match '^\d+(?:\.\d+)+$' } else { $shown -eq $version -or $version.StartsWith($shown + '.') -or $shown.StartsWith($version + '.') }
    if ($same) { $keys += Get-NameKey $bare.Substring(0, $bare.Length - $tail) }
  }
  return $keys | Select-Object -Unique
}

$programs = New-Object System.Collections.ArrayList
$traces = New-Object System.Collections.ArrayList
function Add-Program($name, $version, $publisher, $said) {
  [void]$programs.Add(@{ Name = [string]$name; Version = [string]$version; Publisher = [string]$publisher; Said = $said })
}

# Both views of the registry, for any bitness of this process.
function Read-Uninstall($hive, $view, $path) {
  $root = [Microsoft.Win32.RegistryKey]::OpenBaseKey($hive, $view)
  $list = $root.OpenSubKey($path + 'Microsoft\Windows\CurrentVersion\Uninstall')
  if ($null -eq $list) { return }
  foreach ($id in $list.GetSubKeyNames()) {
    $entry = $list.OpenSubKey($id)
    if ($null -eq $entry) { continue }
    $name = [string]$entry.GetValue('DisplayName')
    if ($name -eq '') { $name = $id }
    $said = @(, @('uninstall-key', $id.ToLowerInvariant()))
    if ($id -match '\{[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}\}') { $said += , @('product-code', $Matches[0].ToLowerInvariant()) }
    Add-Program $name $entry.GetValue('DisplayVersion') $entry.GetValue('Publisher') $said
  }
}

foreach ($view in 'Registry64', 'Registry32') {
  Read-Uninstall 'LocalMachine' $view 'SOFTWARE\'
  foreach ($user in [Microsoft.Win32.RegistryKey]::OpenBaseKey('Users', $view).GetSubKeyNames()) {
    try { Read-Uninstall 'Users' $view ($user + '\SOFTWARE\') } catch { Write-Output ('not readable: registry of ' + $user); exit 1 }
  }
}
# Servers without packaged apps have no such command.
if (Get-Command Get-AppxPackage -ErrorAction SilentlyContinue) { try {
  foreach ($app in Get-AppxPackage -AllUsers) {
    $family = $app.PackageFamilyName.ToLowerInvariant()
    Add-Program $app.Name $app.Version '' @(@('appx', $family), @('appx', $family.Split('_')[0]))
  }
} catch { Write-Output ('not readable: packaged apps: ' + $_.Exception.Message); exit 1 } }
$services = [Microsoft.Win32.RegistryKey]::OpenBaseKey('LocalMachine', 'Default').OpenSubKey('SYSTEM\CurrentControlSet\Services')
foreach ($name in $services.GetSubKeyNames()) {
  $key = $name.ToLowerInvariant()
  [void]$traces.Add(@{ Name = $name; Said = @(@('service', $key), @('driver', ($key -replace '\.sys$', ''))) })
}

function Test-Program($program, $marks) {
  $signals = @()
  foreach ($said in $program.Said) {
    foreach ($mark in $marks[$said[0]]) { if ([regex]::IsMatch($said[1], $mark[1], 'CultureInvariant')) { $signals += , $mark } }
  }
  $publishers = @($signals | Where-Object { $_[0] -ceq 'publisher' -and $_[5] -eq 0 } | ForEach-Object { $_[2] })
  $best = @{}
  foreach ($mark in $signals) {
    $own = @($signals | Where-Object { $_[2] -ceq $mark[2] })
    if ($mark[7] -eq 1 -and $publishers.Count -gt 0 -and $publishers -cnotcontains $mark[2]) { continue }
    if ($mark[6] -ne '' -and @($own | Where-Object { $_[0] -ceq $mark[6] }).Count -eq 0) { continue }
    if ($mark[5] -eq 1 -and $mark[6] -eq '' -and @($own | Where-Object { $_[0] -cne $mark[0] }).Count -eq 0) { continue }
    if (-not $best.ContainsKey($mark[2]) -or $best[$mark[2]][3] -lt $mark[3]) { $best[$mark[2]] = $mark }
  }
  return ($best.Values | ForEach-Object { $_[4] } | Measure-Object -Maximum).Maximum
}

$found = @()
foreach ($program in $programs) {
  foreach ($key in Get-NameKeys $program.Name $program.Version) { $program.Said += , @('name', $key) }
  if ($program.Publisher -ne '') { $program.Said += , @('publisher', (Get-FirmKey $program.Publisher)) }
}
foreach ($ban in $data.bans) {
  $marks = @{}
  foreach ($mark in $ban.marks) {
    if (-not $marks.ContainsKey($mark[0])) { $marks[$mark[0]] = New-Object System.Collections.ArrayList }
    [void]$marks[$mark[0]].Add($mark)
  }
  foreach ($program in $programs) {
    if ((Test-Program $program $marks) -ge 1) { $found += $ban.severity + ': ' + $ban.id + ': ' + $program.Name + ' ' + $program.Version }
  }
  foreach ($trace in $traces) {
    if ((Test-Program $trace $marks) -eq 2) { $found += $ban.severity + ': ' + $ban.id + ': service ' + $trace.Name }
  }
  foreach ($place in $ban.places) {
    foreach ($item in @(Get-Item -Path (Join-Path $env:SystemDrive ('\' + $place)) -Force -ErrorAction SilentlyContinue)) {
      $key = ($item.FullName.Substring(2).Replace('\', '/')).TrimEnd('/').ToLowerInvariant()
      if ((Test-Program @{ Said = @(, @('path', $key)) } $marks) -eq 2) { $found += $ban.severity + ': ' + $ban.id + ': ' + $item.FullName }
    }
  }
}

if ($found.Count -gt 0) { $found | Select-Object -Unique | Write-Output; exit 1 }
if ($programs.Count -eq 0) { Write-Output 'incomplete: no list of programs was read'; exit 1 }
Write-Output 'clean'
exit 0
`;
