import { expect, test } from 'vitest';
import { interdict } from '../support/io.ts';

test.each([
  ['cpe:2.3:a:kaspersky:endpoint_security:11:*:*:*:*:windows:*:*', true],
  ['cpe:2.3:a:kaspersky_lab:kaspersky_anti-virus:*:*:*:*:*:*:*:*', true],
  ['cpe:/a:kaspersky:anti-virus:2013', true],
  ['cpe:2.3:a:drweb:dr.web_enterprise_server:13:*:*:*:*:*:*:*', true],
  ['cpe:2.3:a:kaspersk:tool:1:*:*:*:*:*:*:*', false],
  ['cpe:2.3:a:acme:kaspersky:1:*:*:*:*:*:*:*', false],
  ['cpe:2.3:a:eset:nod32:1:*:*:*:*:*:*:*', false],
  ['cpe:2.3:a:kaspersky\\:like:tool:1:*:*:*:*:*:*:*', false],
])('%s is of a Russian antivirus maker: %s', async (cpe, isBanned) => {
  const { stdout } = await interdict(['explain', '--id', `cpe:${cpe}`, '--bans', 'russia-based-av-vendor']);
  expect(/: banned by/u.test(stdout.replace(/\s+/gu, ' '))).toBe(isBanned);
});
