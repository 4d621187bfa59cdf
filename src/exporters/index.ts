import type { ExportTarget } from './target.ts';

export type { Exported, ExportTarget } from './target.ts';

/** Every target under the word behind `interdict export`; only the one that is asked for is loaded. */
export const exportTargets: Readonly<Record<string, () => Promise<ExportTarget>>> = {
  apt: async () => (await import('./prevention/packages.ts')).apt,
  chrome: async () => (await import('./prevention/browsers.ts')).chrome,
  dnf: async () => (await import('./prevention/packages.ts')).dnf,
  edge: async () => (await import('./prevention/browsers.ts')).edge,
  firefox: async () => (await import('./prevention/browsers.ts')).firefox,
  fleet: async () => (await import('./fleet.ts')).fleet,
  intune: async () => (await import('./intune.ts')).intune,
  jamf: async () => (await import('./jamf.ts')).jamf,
  osquery: async () => (await import('./osquery.ts')).osquery,
  oval: async () => (await import('./oval.ts')).oval,
  pacman: async () => (await import('./prevention/packages.ts')).pacman,
  wazuh: async () => (await import('./wazuh.ts')).wazuh,
  zypper: async () => (await import('./prevention/packages.ts')).zypper,
};
