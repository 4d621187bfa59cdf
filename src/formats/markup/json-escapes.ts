/** A slash or a letter of ASCII that is escaped although it need not be, or another escape. */
const ESCAPE = /\\(?:u00([2-7][\da-f])|[^])/giu;
const NEEDED: ReadonlySet<string> = new Set(['"', '\\', '\x7f']);

/**
 * The beginning of a JSON document with the escapes undone that no letter needs: some tools write each slash as `\/`, and
 * some each letter as `\u0041`. The words that show the kind of a document then stand in it as others write them.
 *
 * @see https://www.rfc-editor.org/rfc/rfc8259#section-7
 */
export function withoutNeedlessEscapes(head: Uint8Array): Uint8Array {
  const bytes = Buffer.from(head.buffer, head.byteOffset, head.byteLength);
  if (!bytes.includes('\\/') && !bytes.includes('\\u00')) return head;
  const plain = bytes.toString('latin1').replace(ESCAPE, (escape, code?: string) => {
    if (escape === '\\/') return '/';
    const letter = code === undefined ? '"' : String.fromCharCode(Number.parseInt(code, 16));
    return NEEDED.has(letter) ? escape : letter;
  });
  return Buffer.from(plain, 'latin1');
}
