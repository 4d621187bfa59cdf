import { Chalk } from 'chalk';
import type { Style } from '../../report/run.ts';

/** How a piece of text looks, and the room there is for it. */
export interface Pen {
  readonly width: number;
  readonly strong: (text: string) => string;
  readonly faint: (text: string) => string;
  readonly good: (text: string) => string;
  readonly doubtful: (text: string) => string;
  readonly bad: (text: string) => string;
}

/** A pen in colour or without, which never writes narrower than 40 columns. */
export function pen(style: Style): Pen {
  const chalk = new Chalk({ level: style.color ? 1 : 0 });
  return {
    width: Math.max(style.width, 40),
    strong: chalk.bold,
    faint: chalk.dim,
    good: chalk.green.bold,
    doubtful: chalk.yellow.bold,
    bad: chalk.red.bold,
  };
}
