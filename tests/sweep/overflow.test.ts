/** What a sweep keeps for itself alone is lost neither before its disk is full nor after. */
import { expect, test } from 'vitest';
import { openJournal } from '../../src/sweep/journal.ts';
import { withOverflow } from '../../src/sweep/overflow.ts';
import { encodeRecord, type RecordLog } from '../../src/sweep/record-log.ts';

/** A log that takes so many appends, and fails after that. */
function failingAfter(count: number, error: Error): RecordLog {
  let text = '';
  let left = count;
  const line = (offset: number) => text.slice(offset, text.indexOf('\n', offset) + 1);
  return {
    get end() {
      return text.length;
    },
    append(lines) {
      if (left-- === 0) throw error;
      text += lines.join('');
    },
    read: (offset) => line(offset).slice(9, -1),
    line,
    close: () => undefined,
  };
}

const FULL = Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });

test.each([0, 1, 2, 3])('a log whose disk is full after %i appends gives back all', (count) => {
  const log = withOverflow(failingAfter(count, FULL));
  const kept: [offset: number, json: string][] = [];
  for (let batch = 0; batch < 3; batch++) {
    const all = [1, 2, 3].map((at) =>
      JSON.stringify({ host: `h${batch}-${at}`, value: 'x'.repeat(batch * at) }),
    );
    let offset = log.end;
    log.append(all.map(encodeRecord), false);
    for (const json of all) {
      kept.push([offset, json]);
      offset += encodeRecord(json).length;
    }
    expect(log.end).toBe(offset);
  }
  for (const [offset, json] of kept.toReversed()) {
    expect(log.read(offset)).toBe(json);
    expect(log.line(offset)).toBe(encodeRecord(json));
  }
  expect(log.isFull).toBe(count < 3);
});

test('another error ends the sweep as before', () => {
  const log = withOverflow(failingAfter(0, Object.assign(new Error('input/output error'), { code: 'EIO' })));
  expect(() => log.append([encodeRecord('{}')], false)).toThrow('input/output error');
});

test('a journal without a path is in memory', () => {
  const journal = openJournal({ run: 'r', asOf: '2026-11-24', lasting: false });
  journal.begin(['a', 'b']);
  journal.append([{ host: 'b', line: encodeRecord('{"host":"b","value":1}') }]);
  expect(journal.read('b')).toBe('{"host":"b","value":1}');
  expect([journal.has('a'), journal.inMemory]).toEqual([false, true]);
  journal.close();
});
