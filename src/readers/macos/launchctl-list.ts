import type { Reader } from '../../types.ts';
import { isLineList, type LineForm, linePrograms } from '../lists/line-list.ts';

const form: LineForm = {
  row: /^(?:-|\d+)\t(?:-|-?\d+)\t(?<label>\S.*)$/u,
  other: /^PID\tStatus\tLabel$/u,
  sign: /^(?:PID\tStatus\tLabel|(?:-|\d+)\t-?\d+\t(?:com|org|net|application)\.\S+)$/u,
  program({ label = '' }, line) {
    const bundle = APPLICATION.exec(label)?.groups?.['bundle'];
    return {
      name: bundle ?? label,
      kind: 'trace',
      ids: bundle === undefined ? [`launchd:${label}`] : [`bundle-id:${bundle}`],
      line,
    };
  },
};

const APPLICATION = /^application\.(?<bundle>[\w.-]+?)(?:\.\d+){1,2}$/u;

/**
 * What `launchctl list` prints: process, last exit status and label of each job.
 * Jobs of applications carry two numbers behind the identifier of their bundle.
 *
 * @see https://ss64.com/mac/launchctl.html
 */
export const launchctlList: Reader = {
  id: 'launchctl-list',
  title: 'Daemons and agents that are loaded (launchctl list)',
  paths: [],
  supplementary: true,
  recognises: (head) => isLineList(head, form),
  read: (bytes) => linePrograms(bytes, form),
};
