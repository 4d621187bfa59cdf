/** A program that no fixture has, as the tools of several systems list it. */
export const PLANTED = 'exampleav';

/** Kind of list → a whole document of it that holds the program and nothing else. */
export const PLANTS: Readonly<Record<string, string>> = {
  dpkg: `Package: ${PLANTED}\nStatus: install ok installed\nArchitecture: amd64\nVersion: 1\n\n`,
  'dpkg -l': `ii  ${PLANTED}  12  amd64  scanner\n`,
  apk: `P:${PLANTED}\nV:1.0-r0\nA:x86_64\n\n`,
  cyclonedx: `{"bomFormat":"CycloneDX","specVersion":"1.5","components":[{"type":"application","name":"${PLANTED}","version":"1"}]}\n`,
  'powershell json': `[{"DisplayName":"${PLANTED}","DisplayVersion":"1","Publisher":"Example Ltd"}]\n`,
  'powershell table': `\r\nDisplayName DisplayVersion Publisher\r\n----------- -------------- ---------\r\n${PLANTED}   1              Example\r\n\r\n`,
  'powershell list': `\r\nDisplayName    : ${PLANTED}\r\nDisplayVersion : 1\r\nPublisher      : Example Ltd\r\n\r\n`,
  reg: `Windows Registry Editor Version 5.00\r\n\r\n[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Uninstall\\x]\r\n"DisplayName"="${PLANTED}"\r\n\r\n`,
  glpi: `<?xml version="1.0" encoding="UTF-8" ?>\n<REQUEST><CONTENT><SOFTWARES><NAME>${PLANTED}</NAME><VERSION>1</VERSION></SOFTWARES></CONTENT><QUERY>INVENTORY</QUERY></REQUEST>\n`,
  'rpm -qai': `Name        : ${PLANTED}\nVersion     : 1\nRelease     : 1\nArchitecture: x86_64\nInstall Date: Mon 02 Jan 2023 10:00:00 AM UTC\nGroup       : x\nSize        : 1\nLicense     : x\nSummary     : x\nDescription :\nx\n`,
  system_profiler: `Applications:\n\n    ${PLANTED}:\n\n      Version: 1\n      Location: /Applications/${PLANTED}.app\n\n`,
  'pacman -Q': `${PLANTED} 1.0-1\nexamplelib 2.0-3\n`,
  'rpm -qa': `${PLANTED}-1.0-1.el9.x86_64\nexamplelib-2.0-3.el9.x86_64\n`,
  'apt list': `${PLANTED}/stable,now 1.0-1 amd64 [installed]\n`,
  csv: `Name,Version,Publisher\r\n${PLANTED},1,Example Ltd\r\n`,
  winget: `Name        Id          Version Source\r\n--------------------------------------\r\n${PLANTED}   Example.Av  1.0     winget\r\n`,
  'flatpak list': `${PLANTED}\torg.example.av\t1.0\tstable\tsystem\n`,
  'apk info': `${PLANTED}-1.0-r0\nexamplelib-2.0-r3\n`,
  osquery: `[{"name":"${PLANTED}","version":"1","install_location":"","publisher":"Example Ltd","identifying_number":"","uninstall_string":"x"}]\n`,
  clixml: `<Objs Version="1.1.0.1" xmlns="http://schemas.microsoft.com/powershell/2004/04"><Obj RefId="0"><MS><S N="DisplayName">${PLANTED}</S><S N="DisplayVersion">1</S><S N="Publisher">x</S></MS></Obj></Objs>\n`,
  'ls /Applications': `${PLANTED}.app\nSafari.app\n`,
  tag: `SPDXVersion: SPDX-2.3\nDataLicense: CC0-1.0\nSPDXID: SPDXRef-DOCUMENT\nDocumentName: x\n\nPackageName: ${PLANTED}\nSPDXID: SPDXRef-a\nPackageVersion: 1\nPackageDownloadLocation: NOASSERTION\n`,
};
