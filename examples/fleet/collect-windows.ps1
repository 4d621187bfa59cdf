# Collects what lists the programs of this Windows machine into FOLDER\<name of the machine>, as `interdict sweep`
# reads it. Works with every PowerShell since Windows 7. Run it as administrator to see every account.
param([Parameter(Mandatory = $true)][string]$Folder, [string]$Name = $env:COMPUTERNAME)
$ErrorActionPreference = 'Stop'
$part = Join-Path $Folder ".$Name.part"
if ($Name -match '^$|^\.|[\\/]') { throw "not a name of a host: $Name" }
$time = [DateTime]::UtcNow.ToString('yyyy-MM-ddTHH:mm:ssZ', [Globalization.CultureInfo]::InvariantCulture)
if (Test-Path -LiteralPath $part) { Remove-Item -Recurse -Force -LiteralPath $part }
New-Item -ItemType Directory -Force $part | Out-Null

# The keys that interdict reads of a running machine; * is any key.
$machineKeys = @(
  'HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Uninstall'
  'HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion\Terminal Server\Install\Software\Microsoft\Windows\CurrentVersion\Uninstall'
  'HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Installer\UserData\*\Products'
  'HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Installer\UpgradeCodes'
  'HKLM\SOFTWARE\Microsoft\Installer\Products'
  'HKLM\SOFTWARE\Classes\Installer\Products'
  'HKLM\SOFTWARE\Classes\Installer\UpgradeCodes'
  'HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Appx\AppxAllUserStore'
  'HKLM\SOFTWARE\Classes\Local Settings\Software\Microsoft\Windows\CurrentVersion\AppModel\Repository\Packages'
  'HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\App Paths'
  'HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Run'
  'HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\RunOnce'
  'HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\RunOnceEx'
  'HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion\Winlogon'
  'HKLM\SOFTWARE\Microsoft\Active Setup\Installed Components'
  'HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Policies\Explorer\Run'
  'HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Explorer\StartupApproved'
  'HKLM\SOFTWARE\Microsoft\Security Center\Provider'
  'HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion\ProfileList'
  'HKLM\SOFTWARE\Mozilla'
  'HKLM\SOFTWARE\Policies'
  'HKLM\SOFTWARE\Google\Chrome'
  'HKLM\SOFTWARE\Chromium'
  'HKLM\SOFTWARE\Microsoft\Edge'
  'HKLM\SOFTWARE\BraveSoftware'
  'HKLM\SOFTWARE\Yandex'
  'HKLM\SOFTWARE\YandexBrowser'
  'HKLM\SOFTWARE\Vivaldi'
  'HKLM\SOFTWARE\Opera Software'
  'HKLM\SOFTWARE\WOW6432Node\Microsoft\Windows\CurrentVersion\Uninstall'
  'HKLM\SOFTWARE\WOW6432Node\Microsoft\Windows NT\CurrentVersion\Terminal Server\Install\Software\Microsoft\Windows\CurrentVersion\Uninstall'
  'HKLM\SOFTWARE\WOW6432Node\Microsoft\Windows\CurrentVersion\App Paths'
  'HKLM\SOFTWARE\WOW6432Node\Microsoft\Windows\CurrentVersion\Run'
  'HKLM\SOFTWARE\WOW6432Node\Microsoft\Windows\CurrentVersion\RunOnce'
  'HKLM\SOFTWARE\WOW6432Node\Microsoft\Windows\CurrentVersion\RunOnceEx'
  'HKLM\SOFTWARE\WOW6432Node\Microsoft\Active Setup\Installed Components'
  'HKLM\SOFTWARE\WOW6432Node\Mozilla'
  'HKLM\SOFTWARE\WOW6432Node\Policies'
  'HKLM\SOFTWARE\WOW6432Node\Google\Chrome'
  'HKLM\SOFTWARE\WOW6432Node\Chromium'
  'HKLM\SOFTWARE\WOW6432Node\Microsoft\Edge'
  'HKLM\SOFTWARE\WOW6432Node\BraveSoftware'
  'HKLM\SOFTWARE\WOW6432Node\Yandex'
  'HKLM\SOFTWARE\WOW6432Node\YandexBrowser'
  'HKLM\SOFTWARE\WOW6432Node\Vivaldi'
  'HKLM\SOFTWARE\WOW6432Node\Opera Software'
  'HKLM\SYSTEM\CurrentControlSet\Services'
  'HKLM\SYSTEM\CurrentControlSet\Control\Session Manager\AppCompatCache'
  'HKLM\SYSTEM\CurrentControlSet\Control\Session Manager\AppCompatibility'
)
# Of each account, below HKU\<account> and below HKU\<account>_Classes.
$userKeys = @(
  'Software\Microsoft\Windows\CurrentVersion\Uninstall'
  'Software\Microsoft\Installer\Products'
  'Software\Microsoft\Windows\CurrentVersion\App Paths'
  'Software\Microsoft\Windows\CurrentVersion\Run'
  'Software\Microsoft\Windows\CurrentVersion\RunOnce'
  'Software\Microsoft\Windows\CurrentVersion\RunOnceEx'
  'Software\Microsoft\Windows NT\CurrentVersion\Winlogon'
  'Software\Microsoft\Windows\CurrentVersion\Policies\Explorer\Run'
  'Software\Microsoft\Windows\CurrentVersion\Explorer\StartupApproved'
  'Software\Mozilla'
  'Software\Policies'
  'Software\Google\Chrome'
  'Software\Chromium'
  'Software\Microsoft\Edge'
  'Software\BraveSoftware'
  'Software\Yandex'
  'Software\YandexBrowser'
  'Software\Vivaldi'
  'Software\Opera Software'
  'Software\WOW6432Node\Microsoft\Windows\CurrentVersion\Uninstall'
  'Software\WOW6432Node\Microsoft\Windows\CurrentVersion\App Paths'
  'Software\WOW6432Node\Microsoft\Windows\CurrentVersion\Run'
  'Software\WOW6432Node\Microsoft\Windows\CurrentVersion\RunOnce'
  'Software\WOW6432Node\Microsoft\Windows\CurrentVersion\RunOnceEx'
  'Software\WOW6432Node\Mozilla'
  'Software\WOW6432Node\Policies'
  'Software\WOW6432Node\Google\Chrome'
  'Software\WOW6432Node\Chromium'
  'Software\WOW6432Node\Microsoft\Edge'
  'Software\WOW6432Node\BraveSoftware'
  'Software\WOW6432Node\Yandex'
  'Software\WOW6432Node\YandexBrowser'
  'Software\WOW6432Node\Vivaldi'
  'Software\WOW6432Node\Opera Software'
)
$classesKeys = @(
  'Installer\Products'
  'Installer\UpgradeCodes'
  'Local Settings\Software\Microsoft\Windows\CurrentVersion\AppModel\Repository\Packages'
)

# A 32-bit host would be shown the 32-bit view alone; its own System32 is another folder too.
$native = Join-Path $env:SystemRoot 'Sysnative\reg.exe'
$reg = if (Test-Path $native) { $native } else { Join-Path $env:SystemRoot 'System32\reg.exe' }
# What reg.exe says of a key that is missing must not end the script.
function Invoke-Reg {
  $ErrorActionPreference = 'Continue'
  & $reg @args /reg:64 2>$null
}
function Get-Below([string]$Key) {
  $depth = $Key.Split('\').Length + 1
  Invoke-Reg query $Key | Where-Object { $_ -match '^HKEY_' -and $_.TrimEnd().Split('\').Length -eq $depth } |
    ForEach-Object { $_.TrimEnd() }
}
function Test-Key([string]$Key) {
  Invoke-Reg query $Key | Out-Null
  if ($LASTEXITCODE -eq 0) { return $true }
  $cut = $Key.LastIndexOf('\')
  if ($cut -lt 0) { return $true }
  $last = $Key.Substring($cut)
  return @(Get-Below $Key.Substring(0, $cut) | Where-Object { $_.EndsWith($last, 'OrdinalIgnoreCase') }).Length -gt 0
}
$script:count = 0
function Export-Key([string]$Key) {
  $star = $Key.IndexOf('\*\')
  if ($star -ge 0) {
    foreach ($below in (Get-Below $Key.Substring(0, $star))) { Export-Key ($below + $Key.Substring($star + 2)) }
    return
  }
  if (-not (Test-Key $Key)) { return }
  $script:count++
  Invoke-Reg export $Key (Join-Path $part ('{0:d4}.reg' -f $script:count)) /y | Out-Null
  if ($LASTEXITCODE -ne 0) { throw "reg export $Key failed" }
}
# The names of vendors and their products, as an export of empty keys.
function Export-Name([string]$Key, [string]$File) {
  $lines = @('Windows Registry Editor Version 5.00', '')
  foreach ($view in @($Key, "$Key\WOW6432Node")) {
    foreach ($vendor in (Get-Below $view)) {
      $lines += "[$vendor]", ''
      if ($vendor -match '\\(Microsoft|Classes|Policies|WOW6432Node|Clients|RegisteredApplications)$') { continue }
      foreach ($product in (Get-Below $vendor)) { $lines += "[$product]", '' }
    }
  }
  Set-Content -Path (Join-Path $part $File) -Value $lines -Encoding Unicode
}

foreach ($key in $machineKeys) { Export-Key $key }
if ($script:count -eq 0) { throw 'no list of programs could be exported' }
Export-Name 'HKLM\SOFTWARE' 'names.reg'

$loaded = @(Get-Below 'HKU' | Where-Object { $_ -match '\\S-1-[\d-]+$' } | ForEach-Object { $_.Split('\')[-1] })
foreach ($account in $loaded) {
  foreach ($key in $userKeys) { Export-Key "HKU\$account\$key" }
  foreach ($key in $classesKeys) { Export-Key "HKU\${account}_Classes\$key" }
  Export-Name "HKU\$account\Software" "names-$account.reg"
}
# Whoever is logged off has a hive that lies open. One that cannot be copied is reported as missing by the sweep.
foreach ($key in (Get-Below 'HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion\ProfileList')) {
  $account = $key.Split('\')[-1]
  if ($loaded -contains $account) { continue }
  $value = Invoke-Reg query $key /v ProfileImagePath | Where-Object { $_ -match 'REG_(EXPAND_)?SZ\s+(.+)$' }
  if (-not $value) { continue }
  $profileFolder = [Environment]::ExpandEnvironmentVariables(($value -replace '^.*REG_(EXPAND_)?SZ\s+', '').Trim())
  $copy = Join-Path $part "accounts\$account"
  New-Item -ItemType Directory -Force $copy | Out-Null
  foreach ($hive in @('NTUSER.DAT', 'AppData\Local\Microsoft\Windows\UsrClass.dat')) {
    foreach ($ending in @('', '.LOG1', '.LOG2')) {
      $file = Join-Path $profileFolder "$hive$ending"
      try { if (Test-Path -LiteralPath $file) { Copy-Item -Force -LiteralPath $file $copy } }
      catch { Write-Warning "${file}: $_" }
    }
  }
}

# Whose data it is and of when, for --max-age.
Set-Content -LiteralPath (Join-Path $part 'collected') -Value @("name=$Name", "time=$time") -Encoding UTF8

$done = Join-Path $Folder $Name
if (Test-Path $done) { Remove-Item -Recurse -Force $done }
Rename-Item $part $Name
exit 0
