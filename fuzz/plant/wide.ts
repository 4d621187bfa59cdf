/** Whether a text is in UTF-16, as consoles of Windows redirect it. */
export function isWide(host: Uint8Array): boolean {
  if (host[0] === 0xff && host[1] === 0xfe) return true;
  return (host[0] ?? 0) > 8 && host[1] === 0 && (host[2] ?? 0) > 8 && host[3] === 0;
}
