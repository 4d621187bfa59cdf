import type { ExportTarget } from './target.ts';

export type { Exported, ExportTarget } from './target.ts';

/** Every target under the word behind `interdict export`; only the one that is asked for is loaded. */
export const exportTargets: Readonly<Record<string, () => Promise<ExportTarget>>> = {
  fleet: async () => (await import('./fleet.ts')).fleet,
  intune: async () => (await import('./intune.ts')).intune,
  jamf: async () => (await import('./jamf.ts')).jamf,
  osquery: async () => (await import('./osquery.ts')).osquery,
  oval: async () => (await import('./oval.ts')).oval,
  wazuh: async () => (await import('./wazuh.ts')).wazuh,
};
