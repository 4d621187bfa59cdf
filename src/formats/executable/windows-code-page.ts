const UTF_8 = 65_001;

/** Code pages of Windows by number, where their name is not made of it. */
const NAMES: Readonly<Record<number, string>> = {
  0: 'windows-1252',
  932: 'shift_jis',
  936: 'gbk',
  949: 'euc-kr',
  950: 'big5',
  1200: 'utf-16le',
  20_866: 'koi8-r',
  28_591: 'latin1',
  [UTF_8]: 'utf-8',
};
const WINDOWS = { first: 1250, last: 1258 } as const;

/** The name of a code page of Windows, as decoders know it; one that they do not know is read as Western European. */
export function encodingOfPage(page: number): string {
  if (page >= WINDOWS.first && page <= WINDOWS.last) return `windows-${page}`;
  return NAMES[page] ?? 'windows-1252';
}
