# Collects what lists the programs of this Windows machine into FOLDER\<name of the machine>, as `interdict sweep`
# reads it. Works with every PowerShell since Windows 7. Run it as administrator to see every account.
param([Parameter(Mandatory = $true)][string]$Folder, [string]$Name = $env:COMPUTERNAME)
$ErrorActionPreference = 'Stop'
$part = Join-Path $Folder ".$Name.part"
if (Test-Path $part) { Remove-Item -Recurse -Force $part }
New-Item -ItemType Directory -Force $part | Out-Null

$keys = @{
  'programs'       = 'HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Uninstall'
  'programs-32bit' = 'HKLM\SOFTWARE\WOW6432Node\Microsoft\Windows\CurrentVersion\Uninstall'
  'services'       = 'HKLM\SYSTEM\CurrentControlSet\Services'
}
foreach ($key in $keys.GetEnumerator()) {
  reg.exe query $key.Value 2>$null | Out-Null
  if ($LASTEXITCODE -ne 0) { continue } # there is no 32-bit view on 32-bit Windows
  reg.exe export $key.Value (Join-Path $part "$($key.Key).reg") /y | Out-Null
  if ($LASTEXITCODE -ne 0) { throw "reg export $($key.Value) failed" }
}
# One file for each account whose registry is loaded.
foreach ($account in (Get-ChildItem Registry::HKEY_USERS | Where-Object { $_.PSChildName -match '^S-1-5-21-[\d-]+$' })) {
  $key = "HKU\$($account.PSChildName)\Software\Microsoft\Windows\CurrentVersion\Uninstall"
  reg.exe query $key 2>$null | Out-Null
  if ($LASTEXITCODE -eq 0) { reg.exe export $key (Join-Path $part "$($account.PSChildName).reg") /y | Out-Null }
}

$done = Join-Path $Folder $Name
if (Test-Path $done) { Remove-Item -Recurse -Force $done }
Rename-Item $part $Name
exit 0
