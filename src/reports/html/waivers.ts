import type { Run } from '../../model.ts';
import { harmless as name, harmlessText as words } from '../frame/harmless.ts';
import { findings, outcomes } from '../frame/order.ts';
import { timeLeft, title } from '../frame/words.ts';
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
    *rows() {
      for (const outcome of outcomes(run)) {
        for (const { waiver, program, ban } of findings(outcome)) {
          if (waiver === undefined) continue;
          const { expires, owner, reason } = waiver;
          yield [
            expires,
            timeLeft(expires, run),
            name(owner),
            words(reason),
            name(outcome.name),
            title(program),
            ban,
          ];
        }
      }
    },
  };
}
