import { execFileSync, spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { inRange, parseRange, schemeOf, versionOrders } from '../../src/matching/versions/index.ts';

const orders = await versionOrders();

/** Each row from the oldest to the newest; `=` joins equal ones. */
const rows: Record<keyof typeof orders, string[]> = {
  deb: [
    '1.0~~ 1.0~rc1 1.0~rc2 1.0=1.0-0 1.0-1 1.0a 1.0+b1 1.0.1 1.9 1.10 2:0.1',
    '12.2.0-2412 12.2.0-2413 12.10.0-1',
    '01=1 0:1.0=1.0 1.2-3ubuntu1 1.2-3ubuntu1.1',
  ],
  rpm: [
    '1.0~rc1 1.0=1.0-5 1.0^git1 1.0.1',
    '1.0-1 1.0-2 1.0-10 1:0.1-1',
    '1.a 1.0 1.1 2.0.1 2.0.1a 5.16.1.3',
    '1.0=1_0=1..0',
  ],
  pacman: ['1.0a 1.0rc 1.0 1.0.a 1.0.1 1.1', '1.0-1 1.0-2 1:0.5-1'],
  apk: [
    '1.0_alpha 1.0_alpha2 1.0_beta 1.0_pre1 1.0_rc1 1.0 1.0-r1 1.0_git20200101 1.0_p1 1.0a 1.0.1 1.1',
    '1.05 1.1 1.10',
    '2.36_p4-r0 2.36_p4-r1',
    '0.1.0_alpha=0.1.0_alpha',
  ],
  dotted: [
    '1.2=1.2.0.0=v1.2 1.2.0.1 1.10 21.3.10.391',
    '1.0dev1 1.0 1.0post1 1.1',
    '2.0.0-beta 2.0.0-rc 2.0.0',
    '99999999999999999998 99999999999999999999',
  ],
  semver: ['1.0.0-alpha 1.0.0-alpha.1 1.0.0-beta 1.0.0=1.0.0+build 1.0.1 1.10.0', '1.2=1.2.0'],
};

describe.each(Object.entries(rows))('%s', (scheme, lines) => {
  const order = orders[scheme as keyof typeof orders];
  test.each(lines)('%s', (line) => {
    const steps = line.split(' ').map((step) => step.split('='));
    for (const [i, older] of steps.entries()) {
      for (const same of older) expect(order(same, older[0] ?? '')).toBe(0);
      for (const newer of steps.slice(i + 1)) {
        expect(order(older[0] ?? '', newer[0] ?? ''), `${older[0]} < ${newer[0]}`).toBeLessThan(0);
        expect(order(newer[0] ?? '', older[0] ?? ''), `${newer[0]} > ${older[0]}`).toBeGreaterThan(0);
      }
    }
  });
});

const has = (tool: string) => spawnSync(tool, ['--version']).status === 0;
const skip = (tool: string) => {
  if (!has(tool)) console.log(`skipped: ${tool} is not installed`);
  return !has(tool);
};

test.skipIf(skip('dpkg'))('dpkg says the same of random pairs', () => {
  const list = pairs('0123456789.+-~:abz', 300)
    .map(([a, b]) => [`1${a}`, `1${b}`] as const)
    .filter(([left, right]) => isDeb(left) && isDeb(right));
  const questions = list.map(([left, right]) => {
    const order = orders.deb(left, right);
    return `dpkg --compare-versions ${left} ${order < 0 ? 'lt' : order > 0 ? 'gt' : 'eq'} ${right} || echo ${left} ${right}`;
  });
  expect(list.length).toBeGreaterThan(100);
  // One shell asks them all: each process that is started from here takes longer than the answer.
  expect(execFileSync('sh', { input: questions.join('\n') }).toString()).toBe('');
});

/** A revision is needed when the upstream part holds a dash, an epoch when it holds a colon. */
function isDeb(version: string): boolean {
  return /^\d+(?::\d[A-Za-z0-9.+~-]*|[A-Za-z0-9.+~-]*)$/u.test(version) && !version.endsWith('-');
}

test.skipIf(skip('rpm'))('rpm says the same of random pairs', () => {
  const list = pairs('0123456789.~^_abz', 1500);
  const script = list.map(([a, b]) => `print(rpm.vercmp("${a}","${b}")..",")`).join(' ');
  const answers = execFileSync('rpm', ['--eval', `%{lua:${script}}`], { maxBuffer: 1 << 24 }).toString();
  const expected = answers.split(',').map((answer) => Number(answer.trim()));
  for (const [i, [a, b]] of list.entries()) {
    expect(Math.sign(orders.rpm(a, b)), `${a} ${b}`).toBe(expected[i]);
  }
});

function pairs(alphabet: string, count: number): [string, string][] {
  let seed = 20261124;
  const next = (below: number) => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return Math.floor((seed / 2 ** 32) * below);
  };
  const word = () => Array.from({ length: 1 + next(7) }, () => alphabet[next(alphabet.length)]).join('');
  return Array.from({ length: count }, () => {
    const one = word();
    // Half of the pairs share their beginning: that is where orders differ.
    return [one, next(2) === 0 ? word() : `${one.slice(0, -1)}${word().slice(0, 2)}`];
  });
}

describe('ranges', () => {
  test.each([
    ['12.1.0-1', '>=12 <13', 'deb', true],
    ['2:1.0', '<2', 'deb', false],
    ['1.0~rc1', '<1.0', 'rpm', true],
    ['1.10', '>1.9', 'dotted', true],
    ['21.3.10.391', '=21.3.10.391', 'dotted', true],
    ['5.0', '<1.0 || >=3', 'dotted', true],
    ['2.0', '<1.0 || >=3', 'dotted', false],
    ['1.2', '1.2.0', 'dotted', true],
    ['1.2.3', '!= 1.2.3', 'semver', false],
    ['2.0.0-rc.1', '>=1.0.0, <2.0.0', 'semver', true],
  ] as const)('%s in %s of %s: %s', (version, range, scheme, expected) => {
    expect(inRange(version, parseRange(range), orders[scheme])).toBe(expected);
  });

  test.each(['', '>=', '>=1 ||', 'between 1 and 2 <', '1.0 < 2.0 >', '=> 1'])('%j is none', (range) => {
    expect(() => parseRange(range)).toThrow(/range of versions/u);
  });

  test.each([
    [['deb:kesl'], 'deb'],
    [['uninstall-key:X', 'product-code:{0}'], 'dotted'],
    [['purl:pkg:rpm/fedora/curl@7'], 'rpm'],
    [['npm:left-pad'], 'semver'],
    [['purl:pkg:constructor/x', 'toString:x'], 'dotted'],
    [[], 'dotted'],
  ])('%j are compared as %s', (ids, scheme) => {
    expect(schemeOf(ids)).toBe(scheme);
  });
});
