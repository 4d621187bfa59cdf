import { severityOn } from '../../evaluate/index.ts';
import { sourceWords } from '../../evaluate/source-words.ts';
import { isSelector } from '../../evaluate/waivers.ts';
import type { Ban } from '../../schema/index.ts';

/** How a ban stands for an export. */
export interface ExportSeverity {
  /** Undefined when the ban is left out. */
  readonly severity?: 'ban' | 'warn';
  readonly notice?: string;
}

/** A ban of one class of devices weighs less as long as nobody says that the machines are of that class. */
export function exportSeverity(ban: Ban, day: string, deviceClass: string | undefined): ExportSeverity {
  const severity = severityOn(ban, day)?.severity;
  if (severity === undefined) return { notice: `not in force on ${day}; left out` };
  if (severity === 'note') return { notice: `only a note on ${day}; left out` };
  const { sources, os } = ban['applies-to'] ?? {};
  const named = sources === undefined ? [] : isSelector(sources) ? [sourceWords(sources)] : [sources].flat();
  const scope = [...named, ...[os ?? []].flat()].join(', ');
  if (scope !== '')
    return { severity, notice: `it applies to ${scope} only: assign the export to these machines` };
  const wanted = ban['applies-to']?.['device-class'] ?? 'any';
  if (wanted === 'any' || wanted === deviceClass) return { severity };
  if (deviceClass !== undefined)
    return { notice: `it is about ${wanted} devices and not about ${deviceClass}; left out` };
  return {
    severity: 'warn',
    notice: `it is about ${wanted} devices alone, and warns as long as --device-class does not name them`,
  };
}
