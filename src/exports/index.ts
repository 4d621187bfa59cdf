import type { ExportTarget } from './target.ts';

export type { Exported, ExportTarget } from './target.ts';

/** Every target under the word behind `interdict export`; only the one that is asked for is loaded. */
export const exportTargets: Readonly<Record<string, () => Promise<ExportTarget>>> = {
  fleet: async () => (await import('./fleet.ts')).fleet,
  osquery: async () => (await import('./osquery.ts')).osquery,
};
