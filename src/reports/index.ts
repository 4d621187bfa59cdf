import type { Report } from '../model.ts';

/** Every report under the name that stands after `-o`; only the one that is asked for is loaded. */
export const reports: Readonly<Record<string, () => Promise<Report>>> = {
  json: async () => (await import('./json.ts')).json,
  ndjson: async () => (await import('./ndjson.ts')).ndjson,
  text: async () => (await import('./text.ts')).text,
};
