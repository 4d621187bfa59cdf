import { COMMON_GAPS, type SystemQuery, systemQueries } from './sql/questions.ts';
import { osqueryPlatforms, systemNames } from './system.ts';
import type { ExportTarget } from './target.ts';
import { yamlText } from './yaml-text.ts';

/**
 * Policies for Fleet, one a ban and system, in the form of `fleetctl apply`. A policy passes when its query gives a
 * row; these give one where programs were seen and nothing banned is among them, so that a host whose tables are
 * empty fails.
 *
 * @see https://fleetdm.com/docs/configuration/yaml-files#policies
 */
export const fleet: ExportTarget = {
  id: 'fleet',
  title: 'Fleet policies (YAML)',
  systems: ['linux', 'macos', 'windows'],
  render(model, systems) {
    const notices = new Set([
      ...COMMON_GAPS,
      'a policy also fails for a ban that only warns, and for a host without a readable list of programs',
    ]);
    const documents = systemQueries(model, systems, notices).map((question) => policy(question, model.day));
    return { text: documents.join(''), notices: [...notices] };
  },
};

/** JSON strings are YAML strings; whatever stands in a rule stays inside its quotes. */
function policy({ ban, system, query, gaps }: SystemQuery, day: string): string {
  const description = [
    ban.why,
    ...(ban.who === undefined ? [] : [`Who must comply: ${ban.who}`]),
    ...ban.authorities.map((it) => `By: ${it}.`),
    `As of ${day}; ${ban.severity === 'ban' ? 'a ban' : 'only a warning'}.`,
    ...[...COMMON_GAPS, ...gaps].map((gap) => `Not checked: ${gap}.`),
  ];
  const spec = {
    name: `interdict ${ban.id} (${systemNames[system]})`,
    query: query.passes,
    description: description.join(' '),
    resolution: ban.remedy ?? 'Remove the program that the query pack of the same ban shows.',
    platform: osqueryPlatforms[system],
  };
  const lines = Object.entries(spec).map(([key, value]) => `  ${key}: ${yamlText(value)}`);
  return `---\napiVersion: v1\nkind: policy\nspec:\n${lines.join('\n')}\n`;
}
