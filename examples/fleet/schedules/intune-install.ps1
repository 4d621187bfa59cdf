# An app of Intune: puts the collector and its task on a Windows machine. Run it as system, 64 bit.
# The collector is beside this script in a package (.intunewin) as a Win32 app; the task delivers every night.
$ErrorActionPreference = 'Stop'
$folder = Join-Path $env:ProgramFiles 'interdict'
New-Item -ItemType Directory -Force $folder | Out-Null
Copy-Item -Force (Join-Path $PSScriptRoot '..\collect-windows.ps1') $folder
& "$env:SystemRoot\System32\schtasks.exe" /Create /F /TN interdict-collect /XML (Join-Path $PSScriptRoot 'interdict-collect.xml')
exit $LASTEXITCODE
