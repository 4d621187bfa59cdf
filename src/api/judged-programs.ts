import type { FailurePolicy } from '../evaluate/index.ts';
import { checkedProgram } from '../plugins/own-reader.ts';
import { evaluate, notCheckedNotice, type Policy, refuseNoBan } from '../policy/index.ts';
import type { Run } from '../report/run.ts';
import { createRun } from '../report/summarise.ts';
import { LISTS_NOTHING } from '../scan/empty-scan.ts';
import { hostTally } from '../scan/host-tally.ts';
import type { Program, Sighting, SourceResult } from '../types.ts';

/** The reader of programs that no reader gave. */
const READER = 'list';

/**
 * A run over programs that the caller lists.
 *
 * @throws PluginError that names the first program with a wrong shape; Error when no ban is asked
 */
export function judgedPrograms(
  name: string,
  programs: readonly Program[],
  policy: Policy,
  failurePolicy: FailurePolicy,
): Run {
  refuseNoBan(policy);
  const place = { reader: READER, path: name };
  const hosts = hostTally();
  const sightings: Sighting[] = programs.map((program, at) => {
    const whole = checkedProgram(program, `programs[${at}]`);
    hosts.add(place, whole);
    return { ...whole, ...place };
  });
  const listed = sightings.filter(({ kind }) => kind !== 'trace').length;
  const found: SourceResult = {
    name,
    kind: 'file',
    sightings,
    manifests: [{ ...place, programs: listed }],
    findings: [],
    gaps: listed > 0 ? [] : [{ path: name, reason: LISTS_NOTHING, kind: 'empty' }],
  };
  const outcomes = hosts.split(found).map((result) => evaluate(result, policy));
  const names = outcomes.map((result) => result.name);
  const notices = [
    ...policy.notices,
    ...notCheckedNotice(policy),
    ...policy.evaluator.notices(undefined, names),
    ...policy.evaluator.ending(),
  ];
  const { day: asOf, cited: bans, origin: configuration } = policy;
  return createRun({ command: 'scan', asOf, bans, outcomes, notices, configuration }, failurePolicy);
}
