/**
 * A function of the head of a file that remembers its last answer: some sixty readers are asked about the same bytes,
 * one after the other. Only the last head is remembered, and it is not kept from being freed.
 */
export function ofLastHead<Answer>(answerOf: (head: Uint8Array) => Answer): (head: Uint8Array) => Answer {
  // Not a WeakRef: each look at one keeps what it refers to until the event loop turns, and a scan may take long for that.
  let last = new WeakMap<Uint8Array, { readonly answer: Answer }>();
  return (head) => {
    const known = last.get(head);
    if (known !== undefined) return known.answer;
    const answer = answerOf(head);
    last = new WeakMap([[head, { answer }]]);
    return answer;
  };
}
