import { type Block, blocksOf } from '../formats/text/blocks.ts';
import type { Stretch, Whole } from './list-openings.ts';
import { sectionLines } from './section-lines.ts';

/** The blocks of a text that may be documents of their own. */
export interface BlockForms extends Whole {
  /** The first run of blocks of each form, in order: a long list is of one form. */
  readonly forms: readonly Block[];
}

/** Forms of blocks that are looked at; a real list has few. Behind these, only lines that look like lists are. */
const MAX_FORMS = 400;

/** Finds the blocks of a text, and what of it is whole. */
export function formsOf(bytes: Uint8Array): BlockForms {
  const forms: Block[] = [];
  const json: Stretch[] = [];
  const sections: Stretch[] = [];
  const known = new Set<string>();
  let last: Block | undefined;
  for (const block of blocksOf(bytes)) {
    if (block.form.startsWith('json ')) addStretch(bytes, json, block);
    if (block.form === 'section')
      for (const lines of sectionLines(bytes, block.start, block.end)) addStretch(bytes, sections, lines);
    if (last?.form === block.form) {
      last = { ...last, end: block.end };
      forms[forms.length - 1] = last;
      continue;
    }
    last = undefined;
    if (known.has(block.form) || forms.length > MAX_FORMS) continue;
    known.add(block.form);
    forms.push(block);
    last = block;
  }
  return { forms, json, sections };
}

/** Documents with nothing but line ends between them are one stretch. */
function addStretch(bytes: Uint8Array, stretches: Stretch[], { start, end }: Stretch): void {
  const last = stretches.at(-1);
  const isNext = last && start - last.end <= MOST_ENDS && bytes.subarray(last.end, start).every(isBlank);
  if (isNext) stretches[stretches.length - 1] = { start: last.start, end };
  else stretches.push({ start, end });
}

/** Bytes of two line ends. */
const MOST_ENDS = 4;

function isBlank(byte: number): boolean {
  return byte <= 0x20;
}
