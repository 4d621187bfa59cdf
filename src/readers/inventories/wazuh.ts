import {
  field,
  isList,
  isObject,
  type Json,
  jsonLines,
  jsonPart,
  listField,
  stringField,
} from '../../formats/markup/json.ts';
import { idsOf, present } from '../../formats/omit-undefined.ts';
import { quoted } from '../../formats/source-position.ts';
import { memoiseHead } from '../../formats/text/memoise-head.ts';
import { attempt } from '../../formats/try.ts';
import type { Program, Reader } from '../../types.ts';
import { answerGap, hasOtherGap } from '../answers/gaps.ts';
import { notePage } from '../answers/page.ts';
import { ofHost } from '../answers/program.ts';
import { packageKind } from '../package-kind.ts';

/**
 * Packages as Wazuh shows them: the answers of its API (`/syscollector/…/packages`), the events of its
 * agents, and documents of its index of packages.
 *
 * @see https://documentation.wazuh.com/current/user-manual/capabilities/system-inventory/
 */
export const wazuh: Reader = {
  id: 'wazuh',
  title: 'Wazuh syscollector packages (API, events, index)',
  paths: [],
  recognises(head) {
    const start = memoiseHead(head);
    if (!/^\S{0,3}\s*[[{]/u.test(start)) return false;
    if (start.includes('"affected_items"') && /"format"|syscollector/u.test(start)) return true;
    if (start.includes('"dbsync_packages"')) return true;
    return start.includes('"wazuh"') && /"package"\s*:\s*\{/u.test(start);
  },
  telltales: [
    {
      format: 'an answer of Wazuh',
      keys: ['affected_items', 'total_affected_items', 'format', 'architecture'],
    },
  ],
  *read(bytes, _resolver, _prefilter, note) {
    const { values, fault } = valuesOf(bytes);
    const events = new Map<string, Package>();
    for (const value of values) {
      const isGone =
        stringField(value, 'operation') === 'DELETED' ||
        stringField(value, 'data', 'event', 'type') === 'deleted';
      for (const found of packagesOf(value)) {
        if (isGone) events.delete(keyOf(found));
        else events.set(keyOf(found), found);
      }
    }
    for (const found of events.values()) yield programOf(found);
    if (fault !== undefined) throw fault;
    for (const value of values) {
      const hits = field(value, 'hits');
      const rows = listField(value, 'data', 'affected_items').length + listField(hits, 'hits').length;
      const isAnswer = isList(field(value, 'data', 'affected_items')) || isObject(hits);
      if (isAnswer && values.length === 1 && isObject(value) && !hasOtherGap(value))
        notePage(note, [field(value, 'data') ?? hits ?? value], rows);
      const gap = isAnswer
        ? (answerGap(field(value, 'data') ?? hits, rows) ?? answerGap(value, rows))
        : undefined;
      if (gap !== undefined) throw new SyntaxError(gap);
    }
    if (values.length > 0 && events.size === 0 && !isEmptyAnswer(values[0])) {
      throw new SyntaxError(`no packages of Wazuh: ${quoted(JSON.stringify(values[0]))}`);
    }
  },
};

function valuesOf(bytes: Uint8Array): { values: readonly Json[]; fault: unknown } {
  const lines: Json[] = [];
  const { fault } = attempt(() => {
    for (const { value } of jsonLines(bytes)) lines.push(value);
  });
  if (fault === undefined || lines.length > 0) return { values: lines, fault };
  const whole = jsonPart(bytes);
  return { values: whole.value === undefined ? [] : [whole.value], fault: whole.fault };
}

/** A package and the agent that has reported it. */
interface Package {
  readonly item: Json;
  readonly host: string | undefined;
}

/** A removal names a package by these and leaves out the rest. */
function keyOf({ item, host }: Package): string {
  const keys = ['name', 'version', 'architecture', 'format'];
  return JSON.stringify([host ?? null, ...keys.map((key) => stringField(item, key) ?? null)]);
}

/** The computer, by the name of its agent, or by its number where no more is reported. */
function agentOf(value: Json): string | undefined {
  return (
    stringField(value, 'agent', 'host', 'hostname') ??
    stringField(value, 'agent', 'name') ??
    stringField(value, 'agent', 'id') ??
    stringField(value, 'agent_id')
  );
}

function isEmptyAnswer(value: Json | undefined): boolean {
  return (
    stringField(value, 'data', 'total_affected_items') === '0' ||
    stringField(value, 'type') === 'dbsync_packages'
  );
}

/** The packages in an answer, an event, a document, or a list of any of them. */
function packagesOf(value: Json): readonly Package[] {
  if (isList(value)) return value.flatMap(packagesOf);
  if (!isObject(value)) return [];
  const answer = field(value, 'data', 'affected_items');
  if (isList(answer)) return answer.map((item) => ({ item, host: agentOf(item) }));
  const host = agentOf(value);
  if (stringField(value, 'type') === 'dbsync_packages') return [{ item: field(value, 'data') ?? null, host }];
  if (stringField(value, 'collector') === 'dbsync_packages')
    return [{ item: field(value, 'data', 'package') ?? null, host }];
  const source = field(value, '_source') ?? value;
  const item = field(source, 'package');
  return isObject(item)
    ? [{ item, host: agentOf(source) }]
    : listField(value, 'hits', 'hits').flatMap(packagesOf);
}

function programOf({ item, host }: Package): Program {
  const kind = packageKind(stringField(item, 'format') ?? stringField(item, 'type'));
  const name = stringField(item, 'name');
  if (name === undefined) throw new SyntaxError(`a package without a name: ${quoted(JSON.stringify(item))}`);
  const vendor = stringField(item, 'vendor');
  return present<Program>({
    name,
    version: stringField(item, 'version'),
    // Of Debian packages the maintainer stands there.
    ...(kind === 'deb' ? { maintainer: vendor } : { publisher: vendor }),
    arch: stringField(item, 'architecture'),
    installedOn: DAY.exec(
      stringField(item, 'install_time') ?? stringField(item, 'installed') ?? '',
    )?.[0]?.replaceAll('/', '-'),
    folder: stringField(item, 'location') ?? stringField(item, 'path'),
    ...ofHost(host),
    ids: idsOf([kind ?? '', kind && name]),
  });
}

const DAY = /^(?:19|20)\d\d[-/]\d\d[-/]\d\d(?!\d)/u;
