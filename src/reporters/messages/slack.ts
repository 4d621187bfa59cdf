import type { Message } from '../../report/message.ts';
import { safeJson } from '../../report/sanitise.ts';

/** What Slack takes: characters of a header, of a section, and of the text that notifications show. */
const HEADER = 150;
const SECTION = 3000;

const MARKS = { good: '✅', bad: '⛔', doubtful: '⚠️' } as const;

/**
 * The body for an incoming webhook of Slack. Names stand in plain text alone, where nothing is a mention or a link.
 *
 * @see https://docs.slack.dev/reference/block-kit/blocks
 */
export function slackBody({ status, title, lines, items, footer }: Message): string {
  const sections = [lines.join('\n'), items.map((item) => `• ${item}`).join('\n')].filter(
    (text) => text !== '',
  );
  const body = {
    text: escaped(`${MARKS[status]} ${title}`),
    blocks: [
      { type: 'header', text: plain(`${MARKS[status]} ${title}`, HEADER) },
      ...sections.map((text) => ({ type: 'section', text: plain(text, SECTION) })),
      { type: 'context', elements: [plain(footer, SECTION)] },
    ],
    unfurl_links: false,
    unfurl_media: false,
  };
  return `${safeJson(body)}\n`;
}

function plain(text: string, most: number): { type: 'plain_text'; text: string; emoji: false } {
  return { type: 'plain_text', text: cut(text, most), emoji: false };
}

/** In code points, so that no character is cut in half. */
function cut(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1).replace(/[\uD800-\uDBFF]$/u, '')}…`;
}

/** @see https://docs.slack.dev/messaging/formatting-message-text#escaping */
function escaped(text: string): string {
  return text.replace(/&/gu, '&amp;').replace(/</gu, '&lt;').replace(/>/gu, '&gt;');
}
