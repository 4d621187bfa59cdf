/**
 * Dead Simple Signing Envelopes: a statement and its signature in one JSON object, alone or in a Sigstore bundle.
 *
 * @see https://github.com/secure-systems-lab/dsse/blob/master/protocol.md
 * @see https://github.com/sigstore/protobuf-specs/blob/main/protos/sigstore_bundle.proto
 */

import { sign, verify } from 'node:crypto';
import { duplicateKey, hasAllKeys, writtenKeys } from '../../formats/markup/json-duplicates.ts';
import type { SigningKey } from './keys.ts';

/** What the envelopes of in-toto hold. */
const PAYLOAD_TYPE = 'application/vnd.in-toto+json';
const BUNDLE_TYPE = 'application/vnd.dev.sigstore.bundle.v0.3+json';

/** A signed statement. */
export interface Envelope {
  readonly payloadType: string;
  /** Base64 of the statement. */
  readonly payload: string;
  readonly signatures: readonly { readonly keyid: string; readonly sig: string }[];
}

/** Signs the bytes of a statement. */
export function signed(statement: Uint8Array, { key, hash, id }: SigningKey): Envelope {
  const sig = sign(hash, preAuthentication(PAYLOAD_TYPE, statement), key).toString('base64');
  const payload = Buffer.from(statement).toString('base64');
  return { payloadType: PAYLOAD_TYPE, payload, signatures: [{ keyid: id, sig }] };
}

/** An envelope as cosign takes it: the same signature, and which key to try. */
export function bundled(envelope: Envelope): Readonly<Record<string, unknown>> {
  return {
    mediaType: BUNDLE_TYPE,
    verificationMaterial: {
      publicKey: { hint: envelope.signatures[0]?.keyid ?? '' },
      timestampVerificationData: {},
    },
    dsseEnvelope: envelope,
  };
}

/**
 * The bytes of the statement of an envelope, alone or in a bundle, whose one signature is by this key.
 *
 * @throws Error that says what is wrong with it
 */
export function openedStatement(text: string, { key, hash }: SigningKey): Buffer {
  const { payloadType, payload, signatures } = envelopeIn(text);
  if (payloadType !== PAYLOAD_TYPE) throw new Error(`its payloadType is not ${PAYLOAD_TYPE}`);
  const [one, ...others] = signatures;
  if (one === undefined) throw new Error('it has no signature');
  if (others.length > 0) throw new Error(`it has ${signatures.length} signatures, and one is wanted`);
  const statement = bytesOf(payload, 'payload');
  const signature = bytesOf(one.sig, 'sig');
  if (!verify(hash, preAuthentication(payloadType, statement), key, signature))
    throw new Error('the signature is not by this key, or something was changed after it was signed');
  return statement;
}

/** Whether a text is an envelope, alone or in a bundle, and no report. */
export function isEnvelope(text: string): boolean {
  return /^\s*\{\s*"(?:payloadType|payload|signatures|mediaType|verificationMaterial|dsseEnvelope)"\s*:/u.test(
    text,
  );
}

/** Strict JSON: what two parsers could take for two things is refused before anything is believed. */
export function strictJson(text: string, what: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Error(`${what} is not JSON, or more than one value`);
  }
  if (!hasAllKeys(value, writtenKeys(text)))
    throw new Error(`${what}: ${duplicateKey(text)?.message ?? 'a key stands twice in one object'}`);
  return value;
}

function envelopeIn(text: string): Envelope {
  const value = object(strictJson(text, 'the envelope'), 'the envelope');
  if (!('dsseEnvelope' in value)) return envelopeOf(value);
  only(value, ['mediaType', 'verificationMaterial', 'dsseEnvelope'], 'the bundle');
  if (value['mediaType'] !== BUNDLE_TYPE)
    throw new Error(`the mediaType of the bundle is not ${BUNDLE_TYPE}`);
  return envelopeOf(object(value['dsseEnvelope'], 'dsseEnvelope'));
}

function envelopeOf(value: Readonly<Record<string, unknown>>): Envelope {
  only(value, ['payloadType', 'payload', 'signatures'], 'the envelope');
  const { payloadType, payload, signatures } = value;
  if (typeof payloadType !== 'string' || typeof payload !== 'string' || !Array.isArray(signatures))
    throw new Error('it is not a DSSE envelope');
  return { payloadType, payload, signatures: signatures.map(signatureOf) };
}

function signatureOf(value: unknown): Envelope['signatures'][number] {
  const one = object(value, 'a signature');
  only(one, ['keyid', 'sig'], 'a signature');
  const { keyid = '', sig } = one;
  if (typeof keyid !== 'string' || typeof sig !== 'string') throw new Error('a signature without sig');
  return { keyid, sig };
}

function object(value: unknown, what: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Error(`${what} is not an object`);
  return value as Readonly<Record<string, unknown>>;
}

function only(value: Readonly<Record<string, unknown>>, keys: readonly string[], what: string): void {
  const other = Object.keys(value).find((key) => !keys.includes(key));
  if (other !== undefined) throw new Error(`${what} has a key ${JSON.stringify(other.slice(0, 60))}`);
}

/** Base64 that a decoder puts right by itself could be written in many ways: one of them is taken. */
function bytesOf(text: string, what: string): Buffer {
  const bytes = Buffer.from(text, 'base64');
  if (bytes.length === 0 || bytes.toString('base64') !== text) throw new Error(`${what} is not plain base64`);
  return bytes;
}

/** What is signed: the type and the bytes, each with its length in front. */
function preAuthentication(type: string, body: Uint8Array): Buffer {
  const head = `DSSEv1 ${Buffer.byteLength(type)} ${type} ${body.length} `;
  return Buffer.concat([Buffer.from(head), body]);
}
