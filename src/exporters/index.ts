import type { ExportTarget } from './target.ts';

export type { Exported, ExportTarget } from './target.ts';

/** Every target under the word behind `interdict export`; only the one that is asked for is loaded. */
export const exportTargets: Readonly<Record<string, () => Promise<ExportTarget>>> = {
  ansible: async () => (await import('./prevention/ansible.ts')).ansible,
  appcontrol: async () => (await import('./prevention/app-control.ts')).appControl,
  applocker: async () => (await import('./prevention/app-locker.ts')).appLocker,
  apt: async () => (await import('./prevention/packages.ts')).apt,
  brew: async () => (await import('./prevention/packages.ts')).brew,
  chrome: async () => (await import('./prevention/browsers.ts')).chrome,
  'deb-guard': async () => (await import('./prevention/guards.ts')).debGuard,
  defender: async () => (await import('./prevention/defender.ts')).defender,
  dnf: async () => (await import('./prevention/packages.ts')).dnf,
  edge: async () => (await import('./prevention/browsers.ts')).edge,
  fapolicyd: async () => (await import('./prevention/packages.ts')).fapolicyd,
  firefox: async () => (await import('./prevention/browsers.ts')).firefox,
  flatpak: async () => (await import('./prevention/packages.ts')).flatpak,
  fleet: async () => (await import('./fleet.ts')).fleet,
  intune: async () => (await import('./intune.ts')).intune,
  'intune-applocker': async () => (await import('./prevention/intune-app-locker.ts')).intuneAppLocker,
  jamf: async () => (await import('./jamf.ts')).jamf,
  'jamf-restricted': async () => (await import('./prevention/jamf-restricted.ts')).jamfRestricted,
  munki: async () => (await import('./prevention/munki.ts')).munki,
  osquery: async () => (await import('./osquery.ts')).osquery,
  oval: async () => (await import('./oval.ts')).oval,
  pacman: async () => (await import('./prevention/packages.ts')).pacman,
  'rpm-guard': async () => (await import('./prevention/guards.ts')).rpmGuard,
  santa: async () => (await import('./prevention/santa.ts')).santa,
  'santa-profile': async () => (await import('./prevention/santa.ts')).santaProfile,
  wazuh: async () => (await import('./wazuh.ts')).wazuh,
  zypper: async () => (await import('./prevention/packages.ts')).zypper,
};
