/** What house rules have beside a match. Loaded only where a ban has such a part. */

import { allowListOf, askedOfPackages } from './allow-list.ts';
import { isByIdentity } from './anchors.ts';
import { lazily, matchesOf, type PolicyParts } from './compile-ban.ts';
import { endOfLife } from './end-of-life.ts';
import { listed } from './vendors.ts';

export { unmet } from './requirements.ts';

/** Makes these parts ready. */
export const policyParts: PolicyParts = (ban, compiler) => {
  const { match, only, require: needed, 'end-of-life': table } = ban;
  return {
    ...(only === undefined
      ? {}
      : {
          only: allowListOf(listed(only), { ...compiler, exempts: true }, lazily),
          always: !isByIdentity(match),
          asksFor: askedOfPackages(matchesOf(ban)),
        }),
    ...(needed?.version === undefined ? {} : { enough: lazily({ version: needed.version }, compiler) }),
    ...(table ? { ended: endOfLife(table, compiler.day) } : {}),
  };
};
