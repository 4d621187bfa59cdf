/**
 * Signed reports by an implementation that is not ours: the one of Sigstore reads the bundle and verifies the envelope.
 * What `cosign verify-blob-attestation` looks at beside the signature is looked at here as it is documented.
 *
 * @see https://github.com/sigstore/cosign/blob/main/doc/cosign_verify-blob-attestation.md
 */
import { createHash, createPublicKey, generateKeyPairSync } from 'node:crypto';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleFromJSON } from '@sigstore/bundle';
import { toSignedEntity, Verifier } from '@sigstore/verify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { interdict } from '../support/io.ts';

const KEYS = ['ed', 'ec'] as const;
let folder: string;
const at = (name: string) => join(folder, name);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'interdict-oracle-'));
  cpSync('fixtures/machines/birch', at('birch'), { recursive: true });
  for (const [name, pair] of [
    ['ed', generateKeyPairSync('ed25519')],
    ['ec', generateKeyPairSync('ec', { namedCurve: 'P-256' })],
    ['other', generateKeyPairSync('ec', { namedCurve: 'P-256' })],
  ] as const) {
    const key = pair.privateKey.export({ type: 'pkcs8', format: 'pem' });
    writeFileSync(at(`${name}.key`), key, { mode: 0o600 });
    writeFileSync(at(`${name}.pub`), pair.publicKey.export({ type: 'spki', format: 'pem' }));
  }
  for (const key of KEYS) {
    const call = [at('birch'), '-b', 'us-bod-17-01', '-o', `json=${at(`${key}.json`)}`];
    const { status, stderr } = await interdict([...call, '--sign', at(`${key}.key`)]);
    expect(status, stderr).toBe(1);
  }
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** What of a bundle is changed here. */
interface Bundle {
  readonly dsseEnvelope: {
    readonly payload: string;
    readonly signatures: readonly { readonly sig: string }[];
  };
}

function bundleOf(name: string): Bundle {
  return JSON.parse(readFileSync(at(`${name}.json.sigstore.json`), 'utf8'));
}

/** With a public key that is trusted, and without any log or time that Sigstore keeps. */
function verified(bundle: Bundle, key: string): void {
  const publicKey = createPublicKey(readFileSync(at(key)));
  const trust = {
    certificateAuthorities: [],
    timestampAuthorities: [],
    tlogs: [],
    ctlogs: [],
    publicKey: () => ({ publicKey, validFor: () => true }),
  };
  const verifier = new Verifier(trust, { tlogThreshold: 0, ctlogThreshold: 0, timestampThreshold: 0 });
  verifier.verify(toSignedEntity(bundleFromJSON(bundle)));
}

/** The bytes of base64 with one bit of one byte turned. */
function turned(base64: string, place: number): string {
  const bytes = Buffer.from(base64, 'base64');
  bytes.writeUInt8(bytes.readUInt8(place) ^ 1, place);
  return bytes.toString('base64');
}

describe.each(KEYS)('a report signed with an %s key', (name) => {
  test('is good for the verifier of Sigstore', () => {
    expect(() => verified(bundleOf(name), `${name}.pub`)).not.toThrow();
  });

  test('is bad for it by another key', () => {
    expect(() => verified(bundleOf(name), 'other.pub')).toThrow(/signature verification failed/iu);
  });

  test('is bad for it after one changed byte of the statement, wherever it is', () => {
    const bundle = bundleOf(name);
    const { payload } = bundle.dsseEnvelope;
    const length = Buffer.from(payload, 'base64').length;
    for (let place = 0; place < length; place += Math.ceil(length / 40)) {
      const dsseEnvelope = { ...bundle.dsseEnvelope, payload: turned(payload, place) };
      expect(() => verified({ ...bundle, dsseEnvelope }, `${name}.pub`), `byte ${place}`).toThrow();
    }
  });

  test('is bad for it after one changed byte of the signature', () => {
    const bundle = bundleOf(name);
    const signatures = bundle.dsseEnvelope.signatures.map((one) => ({ ...one, sig: turned(one.sig, 40) }));
    const dsseEnvelope = { ...bundle.dsseEnvelope, signatures };
    expect(() => verified({ ...bundle, dsseEnvelope }, `${name}.pub`)).toThrow();
  });

  test('has what cosign compares: the type of its predicate, and the digest of the file as a subject', () => {
    const bundle = bundleOf(name);
    const statement = JSON.parse(Buffer.from(bundle.dsseEnvelope.payload, 'base64').toString('utf8'));
    const documented = /--type (?<type>\S+) report\.json/u.exec(readFileSync('docs/reports.md', 'utf8'));
    expect(statement.predicateType).toBe(documented?.groups?.['type']);
    const sha256 = createHash('sha256')
      .update(readFileSync(at(`${name}.json`)))
      .digest('hex');
    expect(statement.subject).toEqual([{ name: `${name}.json`, digest: { sha256 } }]);
    const changed = Buffer.concat([readFileSync(at(`${name}.json`)), Buffer.from('\n')]);
    expect(createHash('sha256').update(changed).digest('hex')).not.toBe(sha256);
  });
});
