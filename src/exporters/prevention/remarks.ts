import type { ExportModel } from '../model/index.ts';
import type { Blocklist } from './identifiers.ts';

/** What stands at the top of a control. IDs of bans are words and stand there; nothing else that a rule says does. */
export function headLines(
  { day, bans }: ExportModel,
  { digest }: Pick<Blocklist, 'digest'>,
  notices: readonly string[],
  undo: string,
): string[] {
  return [
    `Software that must not be installed, as of ${day}. Written by interdict.`,
    `Bans: ${bans.map(({ id }) => id).join(', ')}`,
    `Rules: ${digest}`,
    `Undo: ${undo}`,
    ...notices.map((notice) => `Note: ${notice}.`),
  ].map((line) => line.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' '));
}

/** Lines as remarks of most formats. */
export function commented(lines: readonly string[]): string {
  return lines.map((line) => `# ${line}\n`).join('');
}

/** Lines as a remark of XML, which holds no two hyphens in a row. */
export function xmlComment(lines: readonly string[]): string {
  return `<!--\n${lines.map((line) => `  ${line.replace(/-(?=-)|-$/gu, '- ')}\n`).join('')}-->\n`;
}
