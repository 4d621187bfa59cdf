/**
 * A function of the head of a file that remembers its last answer: some sixty readers are asked about the same bytes,
 * one after the other. Only the last head is remembered, and it is not kept from being freed.
 */
export function ofLastHead<Answer>(answerOf: (head: Uint8Array) => Answer): (head: Uint8Array) => Answer {
  let last: { readonly head: WeakRef<Uint8Array>; readonly answer: Answer } | undefined;
  return (head) => {
    if (last?.head.deref() !== head) last = { head: new WeakRef(head), answer: answerOf(head) };
    return last.answer;
  };
}
