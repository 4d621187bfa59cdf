import { field, isList, type Json, listField, stringField } from '../../formats/markup/json.ts';
import { idsOf, present } from '../../formats/omit-undefined.ts';
import { dayOfTime } from '../../formats/text/epoch-day.ts';
import { memoiseHead } from '../../formats/text/memoise-head.ts';
import type { Program, Reader } from '../../types.ts';
import { rowsIn } from '../answers/wrapped.ts';
import { caskIds } from '../cask.ts';

/**
 * What `brew info --json` prints of formulae and casks, in its first form (formulae only) and its second.
 * It describes what can be had too: only what it says is installed counts.
 *
 * @see https://docs.brew.sh/Querying-Brew
 */
export const brewInfo: Reader = {
  id: 'brew-info',
  title: 'brew info --json of Homebrew',
  paths: [],
  recognises(head) {
    const start = memoiseHead(head);
    if (!/^\S{0,3}\s*[[{]/u.test(start)) return false;
    if (/"(?:formulae|casks)"\s*:\s*\[/u.test(start)) return true;
    return start.includes('"full_name"') && start.includes('"installed"') && start.includes('"linked_keg"');
  },
  telltales: [{ format: 'brew info in JSON', keys: ['full_name', 'linked_keg', 'installed'] }],
  *read(bytes) {
    const { rows, fault } = rowsIn(bytes);
    for (const row of rows) {
      const isSecond = ['formulae', 'casks'].some((key) => isList(field(row, key)));
      for (const formula of isSecond ? listField(row, 'formulae') : [row]) yield* kegs(formula);
      for (const cask of listField(row, 'casks')) yield* caskOf(cask);
    }
    if (fault) throw fault;
  },
};

/** Several versions of one formula may lie side by side. */
function* kegs(formula: Json): Generator<Program> {
  const name = stringField(formula, 'name');
  if (name === undefined)
    throw new SyntaxError(`a formula without a name: ${JSON.stringify(formula).slice(0, 80)}`);
  for (const keg of listField(formula, 'installed')) {
    yield present<Program>({
      name,
      version: stringField(keg, 'version'),
      licence: stringField(formula, 'license'),
      installedOn: dayOf(field(keg, 'time')),
      ids: idsOf(['brew', name]),
      marks: field(formula, 'pinned') === true ? ['held'] : undefined,
    });
  }
}

function* caskOf(cask: Json): Generator<Program> {
  const token = stringField(cask, 'token');
  if (token === undefined)
    throw new SyntaxError(`a cask without a token: ${JSON.stringify(cask).slice(0, 80)}`);
  const version = stringField(cask, 'installed');
  if (version === undefined) return;
  yield present<Program>({
    name: token,
    version,
    installedOn: dayOf(field(cask, 'installed_time')),
    ids: [...idsOf(['cask', token]), ...caskIds(cask)],
  });
}

function dayOf(seconds: Json | undefined): string | undefined {
  if (typeof seconds !== 'number' || seconds <= 0 || seconds > 4e9) return undefined;
  return dayOfTime(seconds);
}
