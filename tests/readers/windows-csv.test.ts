import { expect, test } from 'vitest';
import { stopwatch } from '../../fuzz/stopwatch.ts';
import { csvRows } from '../../src/formats/table/csv.ts';

function rows(text: string): string[][] {
  return Array.from(csvRows(Buffer.from(text)), (row) => [...row.cells]);
}

test.each([
  [
    'commas',
    'Name,Version\na,1\n',
    [
      ['Name', 'Version'],
      ['a', '1'],
    ],
  ],
  [
    'semicolons',
    'Name;Version\n"a,b";1\n',
    [
      ['Name', 'Version'],
      ['a,b', '1'],
    ],
  ],
  [
    'tabs',
    'Name\tVersion\na\t1\n',
    [
      ['Name', 'Version'],
      ['a', '1'],
    ],
  ],
  [
    'bars',
    'Name|Version\na|1\n',
    [
      ['Name', 'Version'],
      ['a', '1'],
    ],
  ],
  [
    'what Excel says of them',
    'sep=;\nName;Version\n1,5;2\n',
    [
      ['Name', 'Version'],
      ['1,5', '2'],
    ],
  ],
  [
    'a type of PowerShell before them',
    '#TYPE System.Object\n"Name","Version"\n"a","1"\n',
    [
      ['Name', 'Version'],
      ['a', '1'],
    ],
  ],
  ['doubled quotes', 'Name\n"say ""a"""\n', [['Name'], ['say "a"']]],
  [
    'line ends in cells',
    'Name,V\r\n"a\r\nb",1\r\n',
    [
      ['Name', 'V'],
      ['a\nb', '1'],
    ],
  ],
  [
    'empty cells',
    'A,B,C\n,,\n',
    [
      ['A', 'B', 'C'],
      ['', '', ''],
    ],
  ],
  [
    'blanks before quotes',
    'A,B\n "a", "b"\n',
    [
      ['A', 'B'],
      ['a', 'b'],
    ],
  ],
  [
    'a quote within a cell',
    'A,B\n19" screen,1\n',
    [
      ['A', 'B'],
      ['19" screen', '1'],
    ],
  ],
])('rows with %s', (_, text, expected) => {
  expect(rows(text)).toEqual(expected);
});

test('a row knows the line that it begins in', () => {
  expect(Array.from(csvRows(Buffer.from('A\n"a\nb"\n\nc\n')), (row) => row.line)).toEqual([1, 2, 5]);
});

test.each([
  ['inside quotes', 'A,B\na,1\n"b,2\n', /inside quotes: "b,2"/],
  ['in the middle of its last row', 'A,B\na,1\nb', /line 3: truncated after "b"/],
])('a file that is truncated %s throws after the rows before', (_, text, reason) => {
  const seen: string[] = [];
  expect(() => {
    for (const row of csvRows(Buffer.from(text))) seen.push(row.cells[0] ?? '');
  }).toThrow(reason);
  expect(seen).toEqual(['A', 'a']);
});

test('quotes that never end cost no more than their length', () => {
  const text = `A\n"a\n${'""b\n'.repeat(300_000)}`;
  const took = stopwatch();
  expect(() => rows(text)).toThrow(SyntaxError);
  expect(took()).toBeLessThan(2000);
});
