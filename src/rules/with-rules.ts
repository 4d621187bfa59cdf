import { realpathSync } from 'node:fs';
import { resolve } from 'node:path';
import type { RuleFile } from './load.ts';
import { readerIds } from './reader-ids.ts';
import type { RuleSet } from './rule-set.ts';

/**
 * A rule book with own rules added.
 *
 * @throws RuleError with every problem of every file
 */
export async function withRules(rules: RuleSet, all: readonly RuleFile[]): Promise<RuleSet> {
  const known = new Set(rules.files);
  const files = all.filter(({ path }) => known.size < known.add(realPath(path)).size);
  if (files.length === 0) return rules;
  const [{ loadRules }, { compiled }, { extendRules }] = await Promise.all([
    import('./load.ts'),
    import('./compile.ts'),
    import('./extend.ts'),
  ]);
  const loaded = await loadRules(files, { ...rules, readers: await readerIds(rules.ownReaders) });
  const { vendors, bans } = extendRules(
    {
      vendors: [...rules.vendors, ...loaded.vendors.map(rule)],
      bans: [...rules.bans, ...loaded.bans.map(rule)],
    },
    { vendors: loaded.vendorExtensions.map(rule), bans: loaded.banExtensions.map(rule) },
  );
  const { reviewed, ownReaders } = rules;
  return {
    ...compiled(vendors, bans, rules),
    files: known,
    ...(reviewed === undefined ? {} : { reviewed }),
    ...(ownReaders === undefined ? {} : { ownReaders }),
  };
}

function rule<Rule>({ rule }: { readonly rule: Rule }): Rule {
  return rule;
}

/** Where a file is, whichever link names it; as it is named where it is no file. One call of the system per file. */
function realPath(path: string): string {
  try {
    return realpathSync.native(path);
  } catch {
    return resolve(path);
  }
}
