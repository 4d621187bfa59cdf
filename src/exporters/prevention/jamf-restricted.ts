import { element, text } from '../oval/xml.ts';
import type { ExportTarget } from '../target.ts';
import { APPLICATIONS, applicationNames } from './applications.ts';
import { blocklist } from './identifiers.ts';

const GAPS = [
  'it does not stop a copy under another name: Jamf compares names of applications and of processes, and nothing else',
  'it does not stop applications whose place in /Applications the catalogue does not know',
  'it stops nothing until you give each record a scope: no computer is in it',
  'with --enforce a running program ends without a question; nothing is deleted',
  'undo: delete these records',
];

/**
 * Records of restricted software for Jamf Pro, one on each line: each is the body of a POST to
 * `/JSSResource/restrictedsoftware/id/0`. Without `--enforce` Jamf only notifies.
 *
 * @see https://developer.jamf.com/jamf-pro/reference/createrestrictedsoftwarebyid
 */
export const jamfRestricted: ExportTarget = {
  id: 'jamf-restricted',
  title: 'Jamf Pro restricted software (XML, a record on each line)',
  systems: ['macos'],
  audits: true,
  render(model, _, { enforce }) {
    const { names, notices, digest } = blocklist(model, APPLICATIONS);
    const stamp = `as of ${model.day}, rules ${digest}`;
    const lines = applicationNames(names).map((name) => record(`${name}.app`, stamp, enforce));
    return { text: lines.join(''), notices: [stamp, ...GAPS, ...notices] };
  },
};

function record(application: string, stamp: string, enforce: boolean): string {
  const general = element('general', {}, [
    text('name', `Not allowed: ${application}`),
    text('process_name', application),
    text('match_exact_process_name', 'true'),
    text('send_notification', 'true'),
    text('kill_process', String(enforce)),
    text('delete_executable', 'false'),
    text('display_message', 'This program is not allowed here.'),
  ]);
  const scope = element('scope', {}, [text('all_computers', 'false')]);
  const body = element('restricted_software', {}, [
    `<!-- Written by interdict, ${stamp} -->`,
    general,
    scope,
  ]);
  return `${body.replaceAll('\n', '')}\n`;
}
