import { findings } from '../../report/order.ts';
import type { Run } from '../../report/run.ts';
import { sanitiseName as name, sanitiseText as words } from '../../report/sanitise.ts';
import { timeLeft, title } from '../../report/words.ts';
import type { Table } from './table.ts';

/** What is accepted, by whom, and for how long. */
export function waiverTable(run: Run): Table {
  return {
    id: 'waivers',
    caption: 'Waivers',
    columns: [
      { title: 'Ends' },
      { title: 'Left' },
      { title: 'Owner', facet: true },
      { title: 'Reason' },
      { title: 'Source' },
      { title: 'Program' },
      { title: 'Ban', facet: true },
    ],
    *rows(result) {
      for (const { waiver, program, ban } of findings(result)) {
        if (waiver === undefined) continue;
        const { expires, owner, reason } = waiver;
        const left = timeLeft(expires, run);
        yield [expires, left, name(owner), words(reason), name(result.name), title(program), ban];
      }
    },
  };
}
