import { safeJson } from '../report/sanitise.ts';
import type { ExportModel } from './model/index.ts';
import { COMMON_GAPS, type SystemQuery, systemQueries } from './sql/questions.ts';
import { osqueryPlatforms } from './system.ts';
import type { ExportTarget } from './target.ts';

/** Once a day. */
const INTERVAL = 86_400;

/**
 * A query pack: one query a ban and system, whose rows are the findings of a host. A machine of which no list of
 * programs has a row gives one row of the severity `incomplete`: no answer about nothing is clean.
 *
 * @see https://osquery.readthedocs.io/en/stable/deployment/configuration/#query-packs
 */
export const osquery: ExportTarget = {
  id: 'osquery',
  title: 'osquery query pack (JSON)',
  systems: ['linux', 'macos', 'windows'],
  render(model, systems) {
    const notices = new Set(COMMON_GAPS);
    const queries = systemQueries(model, systems, notices).map((question) => queryEntry(question, model));
    return {
      text: `${safeJson({ queries: Object.fromEntries(queries) }, 2)}\n`,
      notices: [...notices],
    };
  },
};

function queryEntry({ ban, system, query, gaps }: SystemQuery, { day }: ExportModel): [string, object] {
  return [
    `interdict_${ban.id}_${system}`,
    {
      query: query.findings,
      interval: INTERVAL,
      platform: osqueryPlatforms[system],
      version: '5.8.0',
      snapshot: true,
      description: [
        `${ban.title}: ${ban.why}`,
        `As of ${day}.`,
        ...gaps.map((gap) => `Not checked: ${gap}.`),
      ].join(' '),
      value: `${ban.severity}; rows of the state residue are left after removal, and the severity incomplete means that nothing was read`,
    },
  ];
}
