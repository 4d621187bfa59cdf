/** Input that is made to take long: what lists starts is read in time that grows with it. */
import { expect, test } from 'vitest';
import { crontab } from '../../src/readers/linux/crontab.ts';
import { initScript } from '../../src/readers/linux/init-script.ts';
import { macBackgroundItems } from '../../src/readers/macos/mac-background-items.ts';
import { alone } from '../../src/sources/file.ts';

test.each([
  ['digits', '1'.repeat(2_000_000)],
  ['signs', '<'.repeat(2_000_000)],
  ['blanks', `${' '.repeat(2_000_000)}x`],
  ['quotes', '"'.repeat(2_000_000)],
])('a table of cron with a command of many %s', (_, text) => {
  const started = performance.now();
  expect([...crontab.read(Buffer.from(`@reboot ${text}\n`), alone('var/spool/cron/ash'))]).toEqual([]);
  expect(performance.now() - started).toBeLessThan(20_000);
});

test('a script with many assignments', () => {
  const script = 'A=/x\n'.repeat(20_000) + '$A'.repeat(20_000);
  const resolver = { ...alone('etc/init.d/x'), read: () => Buffer.from(script) };
  const started = performance.now();
  expect([...initScript.read(Buffer.alloc(0), resolver)]).toMatchObject([{ name: 'x' }]);
  expect(performance.now() - started).toBeLessThan(20_000);
});

test('a list of background items in which all references lead to one item', () => {
  const item = '<dict><key>CF$UID</key><integer>1</integer></dict>';
  const list = '<dict><key>CF$UID</key><integer>2</integer></dict>';
  const many = (one: string) => `<dict><key>NS.objects</key><array>${one.repeat(20_000)}</array></dict>`;
  const text = `<?xml version="1.0"?><plist version="1.0"><dict><key>$archiver</key><string>NSKeyedArchiver</string><key>$top</key><dict><key>store</key><dict><key>itemsByUserIdentifier</key>${many(list)}</dict></dict><key>$objects</key><array><string>$null</string><dict><key>name</key><string>x</string><key>executablePath</key><string>/x</string></dict>${many(item)}</array></dict></plist>`;
  const started = performance.now();
  const found = [...macBackgroundItems.read(Buffer.from(text), alone('BackgroundItems-v8.btm'))];
  expect(found).toMatchObject([{ name: 'x' }]);
  expect(performance.now() - started).toBeLessThan(20_000);
});
