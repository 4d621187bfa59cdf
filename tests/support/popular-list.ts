/** What is on many machines and must give no finding, under all bans together. */

/** A program as a list shows it: name, publisher or undefined, id or undefined. */
export type Popular = readonly [name: string, publisher?: string | undefined, id?: string];

/** Windows programs with the publisher of their entry below Uninstall. */
export const windows: readonly Popular[] = [
  ['Google Chrome', 'Google LLC', 'uninstall-key:Google Chrome'],
  ['Mozilla Firefox (x64 en-US)', 'Mozilla', 'uninstall-key:Mozilla Firefox 128.0 (x64 en-US)'],
  ['Mozilla Thunderbird (x64 en-US)', 'Mozilla'],
  ['Microsoft Edge', 'Microsoft Corporation', 'uninstall-key:Microsoft Edge'],
  ['Microsoft 365 Apps for enterprise - en-us', 'Microsoft Corporation'],
  ['Microsoft Teams', 'Microsoft Corporation'],
  ['Microsoft OneDrive', 'Microsoft Corporation'],
  ['Microsoft Visual Studio Code', 'Microsoft Corporation'],
  ['Microsoft Visual C++ 2015-2022 Redistributable (x64) - 14.38.33130', 'Microsoft Corporation'],
  ['Windows Defender', 'Microsoft Corporation', 'service:WinDefend'],
  ['Проводник', 'Microsoft Corporation'],
  ['PowerShell 7-x64', 'Microsoft Corporation'],
  ['7-Zip 23.01 (x64)', 'Igor Pavlov', 'uninstall-key:7-Zip'],
  ['WinRAR 6.24 (64-bit)', 'win.rar GmbH'],
  ['VLC media player', 'VideoLAN'],
  ['Notepad++ (64-bit x64)', 'Notepad++ Team'],
  ['Adobe Acrobat (64-bit)', 'Adobe'],
  ['Adobe Creative Cloud', 'Adobe Inc.'],
  ['Adobe Photoshop 2024', 'Adobe Inc.'],
  ['Java 8 Update 401 (64-bit)', 'Oracle Corporation'],
  ['Oracle VM VirtualBox 7.0.14', 'Oracle and/or its affiliates'],
  ['VMware Workstation', 'VMware, Inc.'],
  ['Python 3.12.2 (64-bit)', 'Python Software Foundation'],
  ['Node.js', 'Node.js Foundation'],
  ['Git', 'The Git Development Community', 'uninstall-key:Git_is1'],
  ['Docker Desktop', 'Docker Inc.'],
  ['Zoom Workplace (64-bit)', 'Zoom Video Communications, Inc.'],
  ['Slack', 'Slack Technologies Inc.'],
  ['Discord', 'Discord Inc.'],
  ['Spotify', 'Spotify AB'],
  ['Steam', 'Valve Corporation'],
  ['Epic Games Launcher', 'Epic Games, Inc.'],
  ['TeamViewer', 'TeamViewer'],
  ['AnyDesk', 'AnyDesk Software GmbH'],
  ['PuTTY release 0.80 (64-bit)', 'Simon Tatham'],
  ['WinSCP 6.3', 'Martin Prikryl'],
  ['FileZilla 3.66.5', 'Tim Kosse'],
  ['KeePass Password Safe 2.56', 'Dominik Reichl'],
  ['LibreOffice 24.2.1.2', 'The Document Foundation'],
  ['GIMP 2.10.36', 'The GIMP Team'],
  ['Inkscape', 'Inkscape'],
  ['Audacity 3.4.2', 'Audacity Team'],
  ['OBS Studio', 'OBS Project'],
  ['HandBrake 1.7.3', 'HandBrake Team'],
  ['Paint.NET', 'dotPDN LLC'],
  ['IrfanView 4.67 (64-bit)', 'Irfan Skiljan'],
  ['Greenshot 1.2.10.6', 'Greenshot'],
  ['Everything 1.4.1.1024 (x64)', 'voidtools'],
  ['CPUID CPU-Z 2.09', 'CPUID, Inc.'],
  ['NVIDIA Graphics Driver 551.61', 'NVIDIA Corporation'],
  ['Intel(R) Graphics Driver', 'Intel Corporation'],
  ['Realtek High Definition Audio Driver', 'Realtek Semiconductor Corp.'],
  ['Dell SupportAssist', 'Dell Inc.'],
  ['HP Support Assistant', 'HP Inc.'],
  ['Cisco AnyConnect Secure Mobility Client', 'Cisco Systems, Inc.'],
  ['Cisco Webex Meetings', 'Cisco Webex LLC'],
  ['GlobalProtect', 'Palo Alto Networks'],
  ['Fortinet FortiClient', 'Fortinet Technologies Inc'],
  ['Sophos Endpoint Agent', 'Sophos Limited'],
  ['Symantec Endpoint Protection', 'Symantec Corporation'],
  ['Norton 360', 'NortonLifeLock Inc'],
  ['McAfee WebAdvisor', 'McAfee, LLC'],
  ['Malwarebytes version 5.1.0.110', 'Malwarebytes'],
  ['Malwarebytes Privacy', 'Malwarebytes'],
  ['CrowdStrike Sensor Platform', 'CrowdStrike, Inc.'],
  ['SentinelOne Agent', 'SentinelOne'],
  ['Sentinel Protection Installer 7.7.0', 'Thales'],
  ['ESET Endpoint Security', 'ESET, spol. s r.o.'],
  ['Bitdefender Total Security', 'Bitdefender'],
  ['Avast Free Antivirus', 'Avast Software'],
  ['Avast SecureLine VPN', 'Avast Software'],
  ['Panda Dome', 'Panda Security'],
  ['Bkav Pro', 'Bkav Corporation'],
  ['UltraAV', 'Pango'],
  ['Trend Micro Apex One Security Agent', 'Trend Micro Inc.'],
  ['F-Secure', 'F-Secure Corporation'],
  ['G DATA INTERNET SECURITY', 'G DATA CyberDefense AG'],
  ['Acronis Cyber Protect', 'Acronis'],
  ['Veeam Agent for Microsoft Windows', 'Veeam Software Group GmbH'],
  ['ABBYY FineReader 15', 'ABBYY Production LLC'],
  ['PyCharm Community Edition 2023.3.4', 'JetBrains s.r.o.'],
  ['Telegram Desktop', 'Telegram FZ-LLC'],
  ['AdGuard', 'Adguard Software Limited'],
  ['Opera Stable 108.0.5067.24', 'Opera Software'],
  ['Autodesk Fusion 360', 'Autodesk, Inc.'],
  ['SolarWinds TFTP Server', 'SolarWinds'],
  ['Kavita', 'Kavita'],
  ['Dropbox', 'Dropbox, Inc.'],
  ['Evernote', 'Evernote Corporation'],
];

/** macOS apps with their bundle identifier. */
export const macos: readonly Popular[] = [
  ['Safari', undefined, 'bundle-id:com.apple.Safari'],
  ['Google Chrome', undefined, 'bundle-id:com.google.Chrome'],
  ['Firefox', undefined, 'bundle-id:org.mozilla.firefox'],
  ['Microsoft Word', undefined, 'bundle-id:com.microsoft.Word'],
  ['Microsoft Outlook', undefined, 'bundle-id:com.microsoft.Outlook'],
  ['Visual Studio Code', undefined, 'bundle-id:com.microsoft.VSCode'],
  ['Slack', undefined, 'bundle-id:com.tinyspeck.slackmacgap'],
  ['zoom.us', undefined, 'bundle-id:us.zoom.xos'],
  ['Spotify', undefined, 'bundle-id:com.spotify.client'],
  ['1Password', undefined, 'bundle-id:com.1password.1password'],
  ['iTerm', undefined, 'bundle-id:com.googlecode.iterm2'],
  ['Docker', undefined, 'bundle-id:com.docker.docker'],
  ['Telegram', undefined, 'bundle-id:ru.keepcoder.Telegram'],
  ['PyCharm', undefined, 'bundle-id:com.jetbrains.pycharm'],
  ['Klokki', undefined, 'bundle-id:com.klokki.app'],
  ['VLC', undefined, 'bundle-id:org.videolan.vlc'],
  ['Parallels Desktop', 'Parallels International GmbH', 'bundle-id:com.parallels.desktop.console'],
  ['Notion', undefined, 'bundle-id:notion.id'],
  ['Rectangle', undefined, 'bundle-id:com.knollsoft.Rectangle'],
  ['The Unarchiver', undefined, 'bundle-id:com.macpaw.site.theunarchiver'],
];

/** Debian packages that look like something else. */
export const debian =
  'wavpack libwavpack1 librte-net-avp23 liblavplay-2.1-0 pyflakes3 makeself quakespasm jikespg skesa xjokes python3-pyjokes ' +
  'python3-fakesleep fakesleep telegram-desktop tesseract-ocr clickhouse-server clickhouse-client nginx qqwing notepadqq ' +
  'libqqwing2v5 r-cran-qqman csvkit cnvkit wvkbd xvkbd vkeybd vkbasalt libvkd3d1 libavkys9 asn1c sha1cdsum osmo-libasn1c1 ' +
  'libdevil1c2 python3-asn1crypto ztex-bmp libtrilinos-aztecoo-13.2 nano nano-tiny nanopb libnanomsg5 libwps-0.4-4 pixiewps ' +
  'twpsk wps2odt maxima wxmaxima fairymax madwimax solarpowerlog vim-solarized python3-pysolar python3-falcon ' +
  'module-assistant qt5-assistant python3-home-assistant-bluetooth libsecret-1-0 git-secret gfsecret mariadb-plugin-spider ' +
  'ruby-spider pathspider dwm libdw1 dwz cdw bdebstrap bbdb shiki libhikaricp-java ruby-hike ' +
  'fonts-sil-shimenkan-sapushan tanidvr golang-github-mailru-easyjson-dev golang-github-akavel-rsrc-dev opensc pcscd ' +
  'libccid freeciv-ruleset-tools remotesetup debconf catdoc balloon bgpq3 phpliteadmin librlottie0-1 dde-calendar ' +
  'golang-github-cryptix-wav-dev golang-github-mozillazg-go-pinyin-dev';

/** Names from the npm registry that hold the name of somebody else. */
export const npm =
  'kava kavenegar @types/kavenegar tiktoken js-tiktoken @dqbd/tiktoken @microsoft/tiktokenizer @fontsource/tiktok-sans ' +
  'nanoid preset reset typeset changeset @risingstack/node-style-guide risingwave vue-360 sw360 @aztec/cli @yandex/ui ' +
  'yandex-maps wechaty wechat4u @forklift-ui/types r1csfile home-assistant-js-websocket';

/** The same from PyPI. */
export const pypi =
  'avp javpy fakesleep hawkeslib kliff backlift packlift pysdrweb dr-web-engine airbyte-source-yandex-metrica tiktoken ' +
  'pywechat pywps crowdstrike-falcon kasperskytip deepseek-sdk nanoid pysolar';

/** Traces and other marks that read like somebody else's. */
export const marks: readonly Popular[] = [
  ['NanoServiceMain', undefined, 'service:NanoServiceMain'],
  ['NanoAVMF.sys', undefined, 'driver:NanoAVMF.sys'],
  ['kes', undefined, 'service:kes'],
  ['avp', undefined, 'service:avp'],
  ['AVPlayer', undefined, 'service:AVPlayer'],
  ['tracker.sys', undefined, 'driver:tracker.sys'],
  ['sysdiag.sys', undefined, 'driver:sysdiag.sys'],
  ['EventMon.sys', undefined, 'driver:EventMon.sys'],
  ['ACE-BASE.sys', undefined, 'driver:ACE-BASE.sys'],
  ['redirfs', undefined, 'kernel-module:redirfs'],
  ['dazuko', undefined, 'kernel-module:dazuko'],
  ['kics', undefined, 'deb:kics'],
  ['kata-runtime', undefined, 'rpm:kata-runtime'],
  ['kuma', undefined, 'deb:kuma'],
  ['vk.com', undefined, 'firefox-addon:vk.com@services.mozilla.org'],
  ['ok.ru', undefined, 'firefox-addon:www.ok.ru@services.mozilla.org'],
  ['Bkav', undefined, 'firefox-addon:bkavplugin@bkav'],
  ['Kaspersky'],
  ['Yandex'],
  ['QQ'],
  ['Web Components', 'Example Controls GmbH'],
  ['checkmarx/kics', undefined, 'oci:checkmarx/kics'],
  ['louislam/uptime-kuma', undefined, 'oci:louislam/uptime-kuma'],
  ['kaspersky_careto', undefined, 'path:/opt/rules/kaspersky_careto.yaml'],
  ['ampvis2', 'KasperSkytte'],
];
