import type { ExportModel } from './model/index.ts';
import type { System } from './system.ts';

/** What an export gives: one text, and what the operator should know of what it cannot say. */
export interface Exported {
  readonly text: string;
  readonly notices: readonly string[];
}

/** How an export is written. */
export interface ExportOptions {
  /** The form that stops, where the target has one that only reports. */
  readonly enforce: boolean;
}

/** Writes bans down as checks of a fleet tool. Pure: the same bans give the same text. */
export interface ExportTarget {
  /** The word behind `interdict export`. */
  readonly id: string;
  readonly title: string;
  /** The systems for which it writes checks. */
  readonly systems: readonly System[];
  /** Whether it has a form that only reports, which is the default. */
  readonly audits?: true;
  render(model: ExportModel, systems: readonly System[], options: ExportOptions): Exported;
}
