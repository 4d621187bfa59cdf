/**
 * Indented lines go on a field, whatever they say, and a path or a remark before a colon passes for the name of one: a ruler,
 * a line that begins so, or a field that has its first value two blanks in shows that they are a list.
 */
export function hasForeignLine(bytes: Uint8Array): boolean {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (['\n    ----------', '\n#', '\n/'].some((beginning) => buffer.includes(beginning))) return true;
  return [':\n  ', ':\r\n  '].some((end) => hasFieldBefore(buffer, end));
}

/** Whether a field that is not indented ends so. */
function hasFieldBefore(buffer: Buffer, end: string): boolean {
  for (let at = buffer.indexOf(end); at !== -1; at = buffer.indexOf(end, at + 1)) {
    const start = buffer.lastIndexOf('\n', at) + 1;
    if ((buffer[start] ?? 0) > 0x20) return true;
  }
  return false;
}
