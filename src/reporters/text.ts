import type { Reporter } from '../report/run.ts';
import { inventory } from './text/inventory.ts';
import { evaluation } from './text/judgement.ts';
import { pen } from './text/pen.ts';

/** What a person reads on a terminal: the verdict, its reasons, what is not known, what was looked at. */
export const text: Reporter = {
  id: 'text',
  title: 'Text for people',
  *render(run, style) {
    for (const line of run.command === 'inventory'
      ? inventory(run, pen(style))
      : evaluation(run, pen(style))) {
      yield `${line}\n`;
    }
  },
};
