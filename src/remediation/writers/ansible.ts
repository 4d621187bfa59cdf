import { safeJson, sanitiseText } from '../../report/sanitise.ts';
import type { HostPlan, Plan, Step } from '../index.ts';
import type { Removal } from '../removals.ts';
import { headLines } from './remarks.ts';

/**
 * A playbook with a play for each host. It only checks what it would change, and changes it with `-e apply=true`.
 *
 * @see https://docs.ansible.com/ansible/latest/playbook_guide/playbooks_checkmode.html
 */
export function* ansible(plan: Plan): Iterable<string> {
  const run = 'ansible-playbook -i HOSTS plan.yml';
  yield headLines(plan, run, `${run} -e apply=true`)
    .map((line) => `# ${line}\n`)
    .join('');
  if (plan.hosts.length === 0) yield '[]\n';
  for (const host of plan.hosts) yield* play(host);
}

function* play({ host, steps, notices }: HostPlan): Iterable<string> {
  yield `- name: Plan for one host
  hosts: ${text(host)}
  gather_facts: false
  become: true
  check_mode: "{{ not (apply | default(false) | bool) }}"
  tasks:
    - name: A group of this name is not meant
      ansible.builtin.meta: end_host
      when: inventory_hostname | lower != ${text(`'${host}'`).slice(1, -1)}
`;
  for (const notice of notices) yield message(sanitiseText(notice));
  for (const step of steps) yield* tasks(step);
}

function* tasks({ program, bans, removals, byHand }: Step): Iterable<string> {
  const what = `${program} (${bans.join(', ')})`;
  yield message(byHand === undefined ? what : `${what}: by hand: ${sanitiseText(byHand)}`);
  for (const removal of removals) yield task(removal);
}

function task({ kind, id, argv }: Removal): string {
  if (kind === 'product-code')
    return module('ansible.windows.win_package', [`product_id: ${text(id)}`, 'state: absent']);
  if (kind === 'choco')
    return module('chocolatey.chocolatey.win_chocolatey', [`name: ${text(id)}`, 'state: absent']);
  if (kind === 'winget') return message(`by hand: ${argv.join(' ')}`);
  const isFacade = kind !== 'snap' && kind !== 'flatpak';
  return isFacade
    ? module('ansible.builtin.package', [`name: ${text(id)}`, 'state: absent'])
    : module('ansible.builtin.command', [`argv: [${argv.map(text).join(', ')}]`]);
}

function module(name: string, lines: readonly string[]): string {
  return `    - name: Remove a program
      ${name}:
${lines.map((line) => `        ${line}\n`).join('')}`;
}

/** Ansible looks for expressions in every text that is not marked. */
function message(words: string): string {
  return `    - name: Say what this is about
      ansible.builtin.debug:
        msg: !unsafe ${text(words)}
`;
}

/** JSON is YAML. */
function text(value: string): string {
  return safeJson(value);
}
