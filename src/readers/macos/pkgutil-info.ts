import { errorCollector } from '../../formats/errors.ts';
import { dayOfSeconds } from '../../formats/text/epoch-day.ts';
import { answerLines, isPrompt } from '../../formats/text/shell-prompt.ts';
import type { Reader } from '../../types.ts';
import { type BlockForm, pairBlocks } from '../lists/pair-blocks.ts';

const form: BlockForm = {
  pair: /^(?<key>package-id|version|volume|location|install-time|groups|pkgid|first-install-time):(?<value>.*)$/u,
  isOther: (line) => isPrompt(line) || /^\s+\w[\w-]*(?:\.[\w-]+)+$/u.test(line),
};

/**
 * What `pkgutil --pkg-info` prints of one package of macOS, or in a loop of all: the end of a record is its
 * `install-time`.
 *
 * @see https://ss64.com/mac/pkgutil.html
 */
export const pkgutilInfo: Reader = {
  id: 'pkgutil-info',
  title: 'pkgutil --pkg-info of macOS',
  paths: [],
  recognises(head) {
    const lines = answerLines(head);
    return /^package-id: \S/u.test(lines[0] ?? '') && lines.some((line) => line.startsWith('version: '));
  },
  *read(bytes) {
    const faults = errorCollector();
    let records = 0;
    for (const { pairs, line } of pairBlocks(bytes, form, faults)) {
      records++;
      const [name, version, time] = ['package-id', 'version', 'install-time'].map((key) => pairs.get(key));
      if (name) {
        const day = dayOfSeconds(time);
        yield {
          name,
          ...(version ? { version } : {}),
          ...(day ? { installedOn: day } : {}),
          ids: [`receipt:${name}`],
          line,
        };
      } else faults.add(`line ${line}: a record without package-id`);
      if (!time) faults.add(`line ${line}: a record without install-time`);
    }
    faults.throwIfAny();
    if (records === 0) throw new SyntaxError('no record of a package');
  },
};
