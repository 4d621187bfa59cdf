/** One finding a program: what is joined, what is not, and what of it is worst. */
import { describe, expect, test } from 'vitest';
import { countByStatus, programFindings, programNumbers } from '../../src/report/program-findings.ts';
import type { Finding, Sighting } from '../../src/types.ts';

const program: Sighting = { name: 'kesl', version: '12', reader: 'dpkg-status', path: 'status', line: 3 };
const listed: Sighting = { name: 'kesl', version: '12', reader: 'dpkg-list', path: 'list.txt', line: 9 };
const unit: Sighting = { name: 'kesl.service', kind: 'trace', reader: 'systemd', path: 'kesl.service' };
const waiver = { reason: 'lab', owner: 'it@example.org', expires: '2027-01-01' };

function finding(ban: string, more: Partial<Finding> = {}): Finding {
  return {
    ban,
    severity: 'ban',
    program,
    reasons: ['it is kesl', `so says ${ban}`],
    authorities: [ban],
    ...more,
  };
}

function only(findings: readonly Finding[]) {
  const found = programFindings({ findings });
  expect(found).toHaveLength(1);
  return found[0] as NonNullable<(typeof found)[0]>;
}

describe('one program', () => {
  test('broken by several bans has them all, and equal reasons, authorities and remedies once', () => {
    const all = ['c', 'a', 'b'].map((ban) => finding(ban, { authorities: ['who'], remedy: 'Remove it.' }));
    const one = only(all);
    expect(one.bans.map(({ id }) => id)).toEqual(['a', 'b', 'c']);
    expect(one.reasons).toEqual(['it is kesl', 'so says a', 'so says b', 'so says c']);
    expect(one.authorities).toEqual(['who']);
    expect(one.remedies).toEqual(['Remove it.']);
  });

  test('is as bad as the worst of its bans, which stands first', () => {
    const one = only([
      finding('a', { severity: 'note' }),
      finding('b', { waiver }),
      finding('c', { severity: 'warn' }),
      finding('d'),
    ]);
    expect(one.status).toBe('banned');
    expect(one.bans.map(({ id, status }) => [id, status])).toEqual([
      ['d', 'banned'],
      ['c', 'warned'],
      ['a', 'noted'],
      ['b', 'waived'],
    ]);
    expect(one.waivers).toEqual([waiver]);
  });

  test('is waived only when all of its bans are', () => {
    expect(only([finding('a', { waiver }), finding('b', { waiver })]).status).toBe('waived');
    expect(only([finding('a', { waiver }), finding('b')]).status).toBe('banned');
  });

  test('listed in two places is one, whichever ban names which place', () => {
    const one = only([finding('a', { evidence: [listed, unit] }), finding('b', { program: listed })]);
    expect(one.program).toBe(listed);
    expect(one.alsoSeen).toEqual([program]);
    expect(one.traces).toEqual([unit]);
  });

  test('waived in one place and not in the other is not waived', () => {
    const one = only([finding('a', { waiver, evidence: [listed] }), finding('a', { program: listed })]);
    expect(one.status).toBe('banned');
    expect(one.bans).toHaveLength(1);
    expect(one.bans[0]).toMatchObject({ id: 'a', status: 'banned' });
  });
});

describe('two programs', () => {
  const apart: readonly (readonly [string, Sighting])[] = [
    ['version', { ...program, version: '13' }],
    ['manifest', { ...program, path: 'other' }],
    ['account', { ...program, user: 'anna' }],
    ['entry', { ...program, entry: 'HKLM\\x' }],
    ['line', { ...program, line: 4 }],
    ['state', { ...program, state: 'residue' }],
  ];
  test.each(apart)('of another %s stay two', (_, other) => {
    expect(programFindings({ findings: [finding('a'), finding('a', { program: other })] })).toHaveLength(2);
  });

  test('that share a trace stay two', () => {
    const other = { ...program, name: 'drweb' };
    const findings = [finding('a', { evidence: [unit] }), finding('a', { program: other, evidence: [unit] })];
    expect(programFindings({ findings })).toHaveLength(2);
  });
});

test('numbers and counts follow the programs', () => {
  const other = { ...program, name: 'drweb', state: 'residue' as const };
  const findings = [finding('a'), finding('a', { program: other }), finding('b')];
  expect([...programNumbers(findings).values()].sort()).toEqual([0, 0, 1]);
  expect(countByStatus({ findings })).toEqual({ banned: 1, warned: 0, noted: 0, residue: 1, waived: 0 });
});

test('a hundred thousand findings are grouped in seconds', () => {
  const findings = Array.from({ length: 100_000 }, (_, index) =>
    finding(`ban-${index % 20}`, { program: { ...program, line: Math.floor(index / 20) } }),
  );
  expect(programFindings({ findings })).toHaveLength(5000);
}, 20_000);
