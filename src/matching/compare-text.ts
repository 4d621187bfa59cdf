/** Which of two texts comes first, by UTF-16 units, which no locale of the machine changes; none is before all. */
export function order(a = '', b = ''): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
