import type { Message } from '../../report/message.ts';
import { safeJson } from '../../report/sanitise.ts';

const COLORS = { good: 'good', bad: 'attention', doubtful: 'warning' } as const;

/** A message stays well below what a workflow of Teams takes: 28 KB with its envelope. */
const MAX_LENGTH = 1000;

/**
 * The body for a workflow of Microsoft Teams: a card whose texts are runs, in which nothing is Markdown.
 *
 * @see https://adaptivecards.io/explorer/RichTextBlock.html
 */
export function teamsBody({ status, title, lines, items, footer }: Message): string {
  const card = {
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    type: 'AdaptiveCard',
    version: '1.2',
    body: [
      text(title, { size: 'large', weight: 'bolder', color: COLORS[status] }),
      ...lines.map((line) => text(line)),
      ...items.map((item) => text(`• ${item}`)),
      text(footer, { size: 'small', isSubtle: true }),
    ],
  };
  const contentType = 'application/vnd.microsoft.card.adaptive';
  const body = { type: 'message', attachments: [{ contentType, contentUrl: null, content: card }] };
  return `${safeJson(body)}\n`;
}

function text(content: string, style: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  const shown = content.length > MAX_LENGTH ? `${content.slice(0, MAX_LENGTH - 1)}…` : content;
  return { type: 'RichTextBlock', inlines: [{ type: 'TextRun', text: shown, ...style }] };
}
