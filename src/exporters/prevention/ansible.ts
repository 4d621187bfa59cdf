import type { ExportTarget } from '../target.ts';
import { blocklist } from './identifiers.ts';
import { PACKAGE_NAME } from './package-names.ts';
import { commented, headLines } from './remarks.ts';

/** Package managers by the kind of their packages, as Ansible calls them. */
const MANAGERS: Readonly<Record<string, readonly string[]>> = {
  apk: ['apk'],
  deb: ['apt'],
  pacman: ['pacman'],
  rpm: ['dnf', 'dnf5', 'yum', 'zypper'],
};

const GAPS = [
  'it leaves what is installed without the package manager',
  'it also removes what depends on these packages: read the check first',
];

/**
 * The tasks of a role that removes packages. It only checks what it would change, and removes with
 * `-e interdict_apply=true`.
 *
 * @see https://docs.ansible.com/ansible/latest/collections/ansible/builtin/package_module.html
 */
export const ansible: ExportTarget = {
  id: 'ansible',
  title: 'tasks of an Ansible role that removes packages (YAML)',
  systems: ['linux'],
  render(model) {
    const kinds = Object.keys(MANAGERS);
    const list = blocklist(model, { kinds, form: PACKAGE_NAME });
    const notices = [...GAPS, ...list.notices];
    const tasks = kinds.flatMap((kind) => {
      const names = list.entries.filter((it) => it.kind === kind).map(({ name }) => name);
      return names.length === 0 ? [] : [task(MANAGERS[kind] ?? [], names)];
    });
    const head = headLines(model, list, notices, 'install the packages again');
    return { text: `${commented(head)}${tasks.join('')}`, notices };
  },
};

function task(managers: readonly string[], names: readonly string[]): string {
  return `- name: Remove what is not allowed (${managers.join(', ')})
  ansible.builtin.package:
    name: ${JSON.stringify(names)}
    state: absent
  become: true
  check_mode: "{{ not (interdict_apply | default(false) | bool) }}"
  when: ansible_facts.pkg_mgr in ${JSON.stringify(managers)}
`;
}
