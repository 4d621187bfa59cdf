import { errorCollector } from '../../formats/errors.ts';
import { childOf, childText, type XmlElement, xmlRecords } from '../../formats/markup/xml.ts';
import { memoiseHead } from '../../formats/text/memoise-head.ts';
import type { Program, Reader } from '../../types.ts';
import { NO_PROGRAMS, ofHost } from '../answers/program.ts';

/**
 * A report of Nexpose or InsightVM in the format XML Export 2.0. A scan that did not finish, and a node without
 * software, have no complete list.
 *
 * @see https://docs.rapid7.com/insightvm/
 */
export const nexposeReport: Reader = {
  id: 'nexpose-report',
  title: 'Nexpose and InsightVM reports (XML Export)',
  paths: [],
  recognises: (head) => /<NexposeReport\b/u.test(memoiseHead(head)),
  telltales: [{ format: 'a report of Nexpose', keys: ['NexposeReport', 'nodes', 'fingerprint', 'software'] }],
  *read(bytes) {
    const faults = errorCollector();
    let nodes = 0;
    for (const element of xmlRecords(bytes, (path) => path.at(-1) === 'node' || path.at(-1) === 'scan')) {
      const status = element.attributes.get('status');
      if (element.name === 'scan') {
        if (status !== undefined && status !== 'finished') faults.add(`a scan is ${status}, not finished`);
        continue;
      }
      nodes++;
      const host = hostOf(element);
      const software = childOf(element, 'software');
      if (software === undefined) faults.add('no software in this report', host);
      else if (software.children.length === 0) faults.add(NO_PROGRAMS, host);
      for (const fingerprint of software?.children ?? []) yield* programOf(fingerprint, host);
    }
    faults.throwIfAny();
    if (nodes === 0) throw new SyntaxError('no node in this report');
  },
};

function hostOf(node: XmlElement): string {
  return childText(childOf(node, 'names'), 'name') ?? node.attributes.get('address') ?? 'a node';
}

function* programOf({ attributes, line }: XmlElement, host: string): Generator<Program> {
  const [name, version, publisher] = ['product', 'version', 'vendor'].map((key) =>
    attributes.get(key)?.trim(),
  );
  const own = name || attributes.get('family')?.trim();
  if (!own) return;
  yield {
    name: own,
    ...(version ? { version } : {}),
    ...(publisher ? { publisher } : {}),
    line,
    ...ofHost(host),
  };
}
