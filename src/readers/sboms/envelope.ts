import { field, isObject, type Json, json, stringField } from '../../formats/markup/json.ts';
import { ofLastHead } from '../../formats/text/head-text.ts';
import { memoiseHead } from '../../formats/text/memoise-head.ts';
import { attempt } from '../../formats/try.ts';

/** `"payload": "eyJfdHlwZSI6…` of an envelope with an in-toto statement. */
const PAYLOAD = /"payload"\s*:\s*"(?<base64>[A-Za-z0-9+/_-]+)/u;
const ENVELOPE = /"payloadType"\s*:\s*"application\/vnd\.in-toto\+json"/u;

/**
 * The first bytes of a document as text, for recognition; of a signed envelope those of what is signed.
 *
 * @see https://github.com/secure-systems-lab/dsse/blob/master/envelope.md
 */
export const sbomSample: (head: Uint8Array) => string = ofLastHead((head) => {
  const text = memoiseHead(head);
  if (!ENVELOPE.test(text)) return text;
  const base64 = PAYLOAD.exec(text)?.groups?.['base64'] ?? '';
  return Buffer.from(base64, 'base64').toString('latin1');
});

/**
 * The bill of materials inside a document: the document itself, the predicate of an in-toto statement, that of
 * a statement in a signed envelope, or what GitHub's API wraps. Signatures are not checked.
 *
 * @throws SyntaxError when an envelope holds no JSON
 * @see https://github.com/in-toto/attestation/blob/main/spec/v1/statement.md
 */
export function sbomOf(document: Json): Json {
  const payload = stringField(document, 'payload');
  if (payload !== undefined && stringField(document, 'payloadType') !== undefined) {
    return statementOf(json(Buffer.from(payload, 'base64')));
  }
  return statementOf(document);
}

function statementOf(document: Json): Json {
  if (isObject(field(document, 'sbom'))) return field(document, 'sbom') ?? document;
  const predicate = field(document, 'predicate');
  if (!isObject(predicate) || stringField(document, 'predicateType') === undefined) return document;
  // cosign puts the document one level deeper, as an object or as text.
  const data = field(predicate, 'Data') ?? predicate;
  if (typeof data !== 'string') return data;
  const parsed = attempt(() => json(Buffer.from(data)));
  if (parsed.value === undefined) throw parsed.fault;
  return parsed.value;
}
