/** Whether a cell is the status of a package as dpkg writes it: what is wanted, whether it is well, what is reached. */
export function isDpkgStatus(cell: string): boolean {
  return STATUS.test(cell);
}

const STATUS = /^(?:unknown|install|hold|deinstall|purge) (?:ok|reinstreq|hold|hold-reinstreq) [a-z-]+$/u;
