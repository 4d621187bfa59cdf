import { errorCollector } from '../../../formats/errors.ts';
import { answerLines } from '../../../formats/text/shell-prompt.ts';
import type { Reader } from '../../../types.ts';
import { ofHost } from '../../answers/program.ts';
import { shapeOf } from '../../answers/shape.ts';
import { isJsonOfMinions, jsonEntries } from './json.ts';
import { isNested, nestedEntries } from './nested.ts';
import { isYaml, yamlEntries } from './yaml.ts';

/**
 * What `salt '*' pkg.list_pkgs` prints: the nested form, YAML and JSON. A minion stands at the margin, its packages
 * with their versions below it. A minion that did not return has no list.
 *
 * @see https://docs.saltproject.io/en/latest/ref/output/all/salt.output.nested.html
 */
export const saltPackages: Reader = {
  id: 'salt-packages',
  title: 'Packages of Salt minions (pkg.list_pkgs)',
  paths: [],
  recognises(head) {
    const lines = answerLines(head);
    return isNested(lines) || isYaml(lines) || isJsonOfMinions(shapeOf(head), head);
  },
  *read(bytes) {
    const faults = errorCollector();
    const head = bytes.subarray(0, 1 << 16);
    const entriesOf =
      shapeOf(head).length > 0 ? jsonEntries : isYaml(answerLines(head)) ? yamlEntries : nestedEntries;
    let packages = 0;
    for (const { host, name, version, line } of entriesOf(bytes, faults)) {
      packages++;
      for (const one of version.split(','))
        yield { name, version: one.trim(), ...(line ? { line } : {}), ...ofHost(host) };
    }
    faults.throwIfAny();
    if (packages === 0) throw new SyntaxError('no packages of a minion');
  },
};
