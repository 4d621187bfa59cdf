/** What of the built-in rules stays as it is when own rules are added. */
import { expect, test } from 'vitest';
import { indicatorsOf } from '../../src/catalogue/index.ts';
import { digestOf } from '../../src/rules/compile.ts';
import { withRules } from '../../src/rules/index.ts';
import { builtInRules } from '../support/built-in.ts';

const BAN = 'title: Own\nwhy: A reason.\nseverity: ban\nmatch: { id: "deb:single" }\n';
const VENDOR = 'name: Example AV\ncountry: DE\ncategories: [antivirus]\npublishers: [Example AV GmbH]\n';

test('an own ban leaves the marks and digests of all others, and an own vendor adds marks', async () => {
  const base = await builtInRules();
  const more = await withRules(base, [{ path: 'bans/own.yaml', text: BAN }]);
  expect(more.marks).toBe(base.marks);
  const { own, ...others } = more.digests;
  expect(others).toEqual(base.digests);
  expect(own).toMatch(/^sha256:[0-9a-f]{64}$/u);
  const both = await withRules(more, [{ path: 'vendors/example-av.yaml', text: VENDOR }]);
  expect([...both.marks]).toEqual([...indicatorsOf(both.vendors)]);
  expect([...both.marks].length).toBeGreaterThan([...base.marks].length);
  expect(both.digests).toEqual(more.digests);
});

test('a ban that an own file extends has another digest', async () => {
  const base = await builtInRules();
  const text = 'extends: us-bod-17-01\nmatch: { id: "deb:single" }\n';
  const { digests, bans } = await withRules(base, [{ path: 'bans/more.yaml', text }]);
  expect(digests['us-bod-17-01']).not.toBe(base.digests['us-bod-17-01']);
  expect(digests).toEqual(Object.fromEntries(bans.map((ban) => [ban.id, digestOf(ban)])));
});
