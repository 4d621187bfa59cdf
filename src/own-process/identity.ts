import { readFileSync, readlinkSync } from 'node:fs';

/**
 * Which start of the machine this is; empty where the system does not say.
 *
 * @see https://man7.org/linux/man-pages/man4/random.4.html
 */
export function bootId(): string {
  return ofSystem(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim());
}

/**
 * The space in which the number of a process means something: containers have spaces of their own. Empty where there are
 * none.
 *
 * @see https://man7.org/linux/man-pages/man7/pid_namespaces.7.html
 */
export function pidSpace(): string {
  return ofSystem(() => readlinkSync('/proc/self/ns/pid'));
}

/** Whether another process of this space has that number. */
export function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0 || pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function ofSystem(ask: () => string): string {
  try {
    return ask();
  } catch {
    return '';
  }
}
