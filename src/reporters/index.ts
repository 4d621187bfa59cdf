import type { Reporter } from '../report/run.ts';

/** Every report under the name that stands after `-o`; only the one that is asked for is loaded. */
export const reporters: Readonly<Record<string, () => Promise<Reporter>>> = {
  csv: async () => (await import('./csv.ts')).csv,
  cyclonedx: async () => (await import('./cyclonedx.ts')).cyclonedx,
  email: async () => (await import('./email.ts')).email,
  github: async () => (await import('./github.ts')).github,
  gitlab: async () => (await import('./gitlab.ts')).gitlab,
  html: async () => (await import('./html.ts')).html,
  'in-toto': async () => (await import('./in-toto.ts')).inToto,
  json: async () => (await import('./json.ts')).json,
  junit: async () => (await import('./junit.ts')).junit,
  markdown: async () => (await import('./markdown.ts')).markdown,
  ndjson: async () => (await import('./ndjson.ts')).ndjson,
  prometheus: async () => (await import('./prometheus.ts')).prometheus,
  sarif: async () => (await import('./sarif.ts')).sarif,
  slack: async () => (await import('./slack.ts')).slack,
  spdx: async () => (await import('./spdx.ts')).spdx,
  teams: async () => (await import('./teams.ts')).teams,
  text: async () => (await import('./text.ts')).text,
  'webhook-json': async () => (await import('./webhook-json.ts')).webhookJson,
};

/** The report of this name; undefined where there is none. @param own reports of plugins */
export async function reporterOf(id: string, own: readonly Reporter[] = []): Promise<Reporter | undefined> {
  const load = Object.hasOwn(reporters, id) ? reporters[id] : undefined;
  return own.find((one) => one.id === id) ?? load?.();
}
