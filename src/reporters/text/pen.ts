import { Chalk } from 'chalk';
import type { Style } from '../../report/run.ts';
import { fit, pad } from './layout.ts';

/** How a piece of text looks, and the room there is for it. */
export interface Pen {
  readonly width: number;
  /** Whether all is reported, and not the first of many. */
  readonly verbose: boolean;
  /** Columns that a table takes. */
  readonly tableWidth: number;
  /** Brings a value of a table to so many columns: on a terminal a longer one is cut, elsewhere it stands out. */
  readonly cell: (text: string, columns: number) => string;
  readonly strong: (text: string) => string;
  readonly faint: (text: string) => string;
  readonly good: (text: string) => string;
  readonly doubtful: (text: string) => string;
  readonly bad: (text: string) => string;
}

/** Columns of a table that goes to no terminal; what is longer stands out. */
const PAPER_WIDTH = 160;

/** A pen in colour or without, which never writes narrower than 40 columns. */
export function pen(style: Style): Pen {
  const chalk = new Chalk({ level: style.color ? 1 : 0 });
  const width = Math.max(style.width, 40);
  return {
    width,
    verbose: style.verbose === true,
    tableWidth: style.cut ? width : PAPER_WIDTH,
    cell: style.cut ? fit : pad,
    strong: chalk.bold,
    faint: chalk.dim,
    good: chalk.green.bold,
    doubtful: chalk.yellow.bold,
    bad: chalk.red.bold,
  };
}
