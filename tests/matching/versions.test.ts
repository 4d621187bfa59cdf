import { execFileSync, spawnSync } from 'node:child_process';
import semver from 'semver';
import { describe, expect, test } from 'vitest';
import {
  emptyAlternative,
  inRange,
  parseRange,
  schemeOf,
  versionOrders,
} from '../../src/matching/versions/index.ts';

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
  pep440: [
    '1.0.dev456 1.0a1 1.0a2.dev456 1.0a12.dev456 1.0a12 1.0b1.dev456 1.0b2 1.0b2.post345.dev456 1.0b2.post345 1.0rc1.dev456 1.0rc1 1.0=1.0.0=v1 1.0+abc.5 1.0+abc.7 1.0+5 1.0.post456.dev34 1.0.post456=1.0-456 1.0.15 1.1.dev1 2!0.1',
    '1.0c1=1.0rc1=1.0-RC.1 1.0',
  ],
  maven: [
    '1.0-alpha-1=1-a1 1.0-beta-1 1.0-milestone-1=1.0-m1 1.0-rc1=1.0-cr1 1.0-SNAPSHOT 1.0=1=1.0.0=1-ga=1.final 1-sp 1-foo2 1-foo10 1-1 1.1 1.10 2.0-rc1 2.0',
    '1-sp-1 1-sp.1',
  ],
  gem: ['1.0.a.2=1.0.a2 1.0.b1 1.0.pre 1.0=1=1.0.0 1.0.1 1.10', '1.0-x 1.0'],
  nuget: [
    '1.0.0-alpha=1.0.0-ALPHA 1.0.0-alpha.1 1.0.0-alpha.beta 1.0.0-beta.2 1.0.0-beta.11 1.0.0-rc.1 1.0.0=1.0=1.0.0.0=1.0.0+x 1.0.0.1 1.0.1',
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
    ['1.3.0', '^1.2.0', 'semver', true],
    ['2.0.0-rc.1', '^1.2.0', 'semver', false],
    ['0.3.0', '^0.2.3', 'semver', false],
    ['1.2.9', '~1.2.1', 'semver', true],
    ['1.3.0', '~1.2.1', 'semver', false],
    ['1.9.0', '1.x', 'semver', true],
    ['1.4.7', '1.2 - 1.4', 'semver', true],
    ['1.4.7', '1.2.0 - 1.4.0', 'semver', false],
    ['2.5', '~> 2.2', 'gem', true],
    ['3.0.a', '~> 2.2', 'gem', false],
    ['2.2.9', '~> 2.2.1', 'gem', true],
    ['2.3', '~> 2.2.1', 'gem', false],
    ['1.4.5', '~=1.4.2', 'pep440', true],
    ['1.5', '~=1.4.2', 'pep440', false],
    ['1.1a1', '==1.1.*', 'pep440', true],
    ['1!1.1', '==1.1.*', 'pep440', false],
    ['1.2', '!=1.1.*, >=1', 'pep440', true],
    ['2!0.1', '>1.0', 'pep440', true],
    ['1.5', '[1.0,2.0)', 'maven', true],
    ['2.0-rc1', '[1.0,2.0)', 'maven', true],
    ['2.0', '[1.0,2.0)', 'maven', false],
    ['1.0', '(,1.0]', 'nuget', true],
    ['1.0.0.1', '(,1.0]', 'nuget', false],
    ['1.0', '[1.0]', 'maven', true],
    ['3.5', '(,1.0],[3,4)', 'maven', true],
    ['2.0', '(,1.0],[3,4)', 'maven', false],
    ['1.0-1', '(>= 1.0) (<< 1.1)', 'deb', true],
    ['1.1', '<< 1.1', 'deb', false],
    ['1.1-1', '>> 1.1', 'deb', true],
  ] as const)('%s in %s of %s: %s', (version, range, scheme, expected) => {
    expect(inRange(version, parseRange(range), orders[scheme])).toBe(expected);
  });

  test.each(['', '>=', '>=1 ||', 'between 1 and 2 <', '1.0 < 2.0 >', '=> 1'])('%j is none', (range) => {
    expect(() => parseRange(range)).toThrow(/range of versions/u);
  });

  test.each([
    ['*', 'leave version out'],
    ['all', 'leave version out'],
    ['>=1.2 and <2', 'write a space between bounds'],
    ['1.3.0, 1.3.1', 'write 1.3.0 || 1.3.1'],
    ['1.3.0 1.3.1', 'write 1.3.0 || 1.3.1'],
    ['<latest', '"latest" does not begin with a digit'],
    ['(1.0)', 'one version is written [1.0] or =1.0'],
    ['[1.0,2.0', 'write [1.0,2.0) or >=1.0 <2.0'],
    ['>1.*', 'write >1 without a wildcard'],
    ['1.*.2', 'a wildcard belongs at the end'],
    ['~=1', '~= needs two numbers'],
    ['~1.2', 'write >=1.2 <1.3, or ~>1.2'],
    ['(,)', 'leave version out'],
  ])('%j is refused: %s', (range, why) => {
    expect(() => parseRange(range)).toThrow(why);
  });

  test.each([
    ['>=2.0 <1.0', 'dotted'],
    ['>1 <1', 'dotted'],
    ['[2.0,1.0]', 'maven'],
    ['=1.0 >=2', 'dotted'],
    ['>=1.0 <1.0~rc1', 'deb'],
    ['1.0 || >3 <2', 'dotted'],
  ] as const)('%j is empty for %s', (range, scheme) => {
    expect(emptyAlternative(parseRange(range), scheme)).toMatch(/^no version is /u);
  });

  test.each(['>=1 <=1', '[1.0,1.0]', '~>1.2', '=1.2 !=1.3'])('%j is not empty', (range) => {
    expect(emptyAlternative(parseRange(range))).toBeUndefined();
  });

  test('the library of npm says the same of its ranges', () => {
    const numbers = ['0', '1', '2', '10'];
    const versions = numbers.flatMap((a) => numbers.flatMap((b) => numbers.map((c) => `${a}.${b}.${c}`)));
    const announced = [...versions, '1.2.0-rc.1', '2.0.0-alpha', '0.2.0-beta.1'];
    const ranges = versions.flatMap((it) => [`^${it}`, `~${it}`, `>=${it}`, `<${it}`, it]);
    const open = [
      '1.x',
      '1.2.x',
      '^1',
      '~1',
      '^0.2',
      '~0.2.0',
      '0.0.x',
      '1.2 - 2.1',
      '1.2.0 - 2',
      '1 || ^2.1.0',
    ];
    for (const range of [...ranges.filter((_, index) => index % 7 === 0), ...open]) {
      if (range === '>=0.0.0') continue;
      const parsed = parseRange(range);
      // Of announcements npm says that they are in no range but their own; a ban means them too.
      const reported = versions.filter((version) => inRange(version, parsed, orders.semver));
      expect(reported, range).toEqual(
        versions.filter((version) => semver.satisfies(version, npmSpelling(range))),
      );
      for (const version of announced.slice(versions.length))
        if (semver.satisfies(version, range)) expect(inRange(version, parsed, orders.semver)).toBe(true);
    }
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

/** A number alone is a whole version here, and all that begin with it for npm. */
function npmSpelling(range: string): string {
  return range.replace(/^1 \|\|/u, '1.0.0 ||');
}

const packaging = () => spawnSync('python3', ['-c', 'import packaging.version']).status === 0;

test.skipIf(!packaging() && skip('packaging of Python'))(
  'the packaging library of Python says the same of random pairs',
  () => {
    const list = pairs('0123456789.abrcdevpost!+-', 300)
      .map(([a, b]): readonly [string, string] => [`1${a}`, `1${b}`])
      .concat(
        rows.pep440
          .flatMap((row) => row.split(/[ =]/u))
          .map((it, index, all) => [it, all[index - 1] ?? it] as const),
      );
    const program = [
      'import sys, json',
      'from packaging.version import Version, InvalidVersion',
      'def order(a, b):',
      '  try: a, b = Version(a), Version(b)',
      '  except InvalidVersion: return None',
      '  return (a > b) - (a < b)',
      'print(json.dumps([order(a, b) for a, b in json.load(sys.stdin)]))',
    ].join('\n');
    const answers = JSON.parse(
      execFileSync('python3', ['-c', program], { input: JSON.stringify(list), encoding: 'utf8' }),
    ) as (number | null)[];
    for (const [index, answer] of answers.entries()) {
      const [a = '', b = ''] = list[index] ?? [];
      if (answer !== null) expect(Math.sign(orders.pep440(a, b)), `${a} ${b}`).toBe(answer);
    }
    expect(answers.filter((answer) => answer !== null).length).toBeGreaterThan(20);
  },
);
