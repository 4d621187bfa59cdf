/** What begins a line of others only: a ruler of a table, a remark, a path, a package of SPDX. */
const BEGINNINGS = ['\n    ----------', '\n#', '\n/', '\nPackageName:'];
/** How a field ends that has its first value two blanks in on the next line, which shows that it is the head of a list. */
const HEADS = [':\n  ', ':\r\n  '];
/** A port of MacPorts, whose list has no head when it is asked for quietly. */
const PORT = /^[ \t]+[\w.+-]+ +@\d\S*(?: \(active\))?[ \t\r]*$/u;

/**
 * Whether there are lines that a strict reader takes for its own and that are none: indented lines go on a field, whatever
 * they say, a path or a remark before a colon passes for the name of one, and so do fields of other formats.
 */
export function hasForeignLine(bytes: Uint8Array): boolean {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return (
    BEGINNINGS.some((beginning) => buffer.includes(beginning)) ||
    HEADS.some((end) => hasFieldBefore(buffer, end)) ||
    hasPort(buffer)
  );
}

/** Whether a field that is not indented ends so. */
function hasFieldBefore(buffer: Buffer, end: string): boolean {
  for (let at = buffer.indexOf(end); at !== -1; at = buffer.indexOf(end, at + 1)) {
    const start = buffer.lastIndexOf('\n', at) + 1;
    if ((buffer[start] ?? 0) > 0x20) return true;
  }
  return false;
}

function hasPort(buffer: Buffer): boolean {
  // The sign is looked for, and not the blank before it: of those there are many.
  for (let at = buffer.indexOf(0x40); at !== -1; at = buffer.indexOf(0x40, at + 1)) {
    if (buffer[at - 1] !== 0x20) continue;
    const newline = buffer.indexOf('\n', at);
    const end = newline === -1 ? buffer.length : newline;
    if (PORT.test(buffer.toString('latin1', buffer.lastIndexOf('\n', at) + 1, end))) return true;
    at = end;
  }
  return false;
}
