/**
 * Reports that are signed: what OpenSSL alone says of the signature, which keys are taken, and that no change of the
 * report, the envelope or the key goes unseen.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash, generateKeyPairSync } from 'node:crypto';
import { copyFileSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openedStatement } from '../../src/report-files/signing/dsse.ts';
import { checkSignature, privateKeyIn, publicKeyIn } from '../../src/report-files/signing/index.ts';
import { interdict } from '../support/io.ts';

const DAYS = { ed: ['--as-of', '2026-06-01'], ec: ['--as-of', '2026-06-02'] } as const;
let folder: string;
const at = (name: string) => join(folder, name);
const text = (name: string) => readFileSync(at(name), 'utf8');

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'interdict-signing-'));
  cpSync('fixtures/machines/birch', at('birch'), { recursive: true });
  for (const [name, pair] of [
    ['ed', generateKeyPairSync('ed25519')],
    ['ec', generateKeyPairSync('ec', { namedCurve: 'P-256' })],
    ['other', generateKeyPairSync('ed25519')],
    ['rsa', generateKeyPairSync('rsa', { modulusLength: 2048 })],
    ['p384', generateKeyPairSync('ec', { namedCurve: 'P-384' })],
  ] as const) {
    writeFileSync(at(`${name}.key`), pair.privateKey.export({ type: 'pkcs8', format: 'pem' }), {
      mode: 0o600,
    });
    writeFileSync(at(`${name}.pub`), pair.publicKey.export({ type: 'spki', format: 'pem' }));
  }
  for (const key of ['ed', 'ec'] as const) {
    const report = `json=${at(`${key}.json`)}`;
    const call = await interdict([at('birch'), ...DAYS[key], '-o', report, '--sign', at(`${key}.key`)]);
    expect(call.status, call.stderr).toBe(1);
  }
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

interface Envelope {
  payloadType: string;
  payload: string;
  signatures: { keyid: string; sig: string }[];
}

const envelopeOf = (name: string) => JSON.parse(text(`${name}.json.intoto.jsonl`)) as Envelope;

describe('the signature', () => {
  test('is over the statement of in-toto that names the report by its digest', () => {
    const { payload, payloadType } = envelopeOf('ed');
    const statement = JSON.parse(Buffer.from(payload, 'base64').toString('utf8'));
    const sha256 = createHash('sha256').update(text('ed.json')).digest('hex');
    expect(payloadType).toBe('application/vnd.in-toto+json');
    expect(statement.subject).toEqual([{ name: 'ed.json', digest: { sha256 } }]);
    expect(statement.predicate).toMatchObject({ result: 'FAILED', failedTests: ['russia-based-av-vendor'] });
  });

  test('stands in the bundle that cosign reads', () => {
    const bundle = JSON.parse(text('ec.json.sigstore.json'));
    expect(Object.keys(bundle)).toEqual(['mediaType', 'verificationMaterial', 'dsseEnvelope']);
    expect(bundle.mediaType).toBe('application/vnd.dev.sigstore.bundle.v0.3+json');
    expect(bundle.dsseEnvelope).toEqual(envelopeOf('ec'));
  });

  test.each(['ed', 'ec'])('of an %s key is good for OpenSSL, and bad after one changed byte', (name) => {
    if (spawnSync('openssl', ['version']).error) {
      console.log('skipped: openssl is not installed');
      return;
    }
    const { payload, payloadType, signatures } = envelopeOf(name);
    const body = Buffer.from(payload, 'base64');
    // The encoding by the protocol, written down here a second time.
    const pae = Buffer.concat([
      Buffer.from(`DSSEv1 ${payloadType.length} ${payloadType} ${body.length} `),
      body,
    ]);
    writeFileSync(at('sig'), Buffer.from(signatures[0]?.sig ?? '', 'base64'));
    const verified = (bytes: Buffer) => {
      writeFileSync(at('pae'), bytes);
      const call =
        name === 'ed'
          ? [
              'pkeyutl',
              '-verify',
              '-pubin',
              '-inkey',
              at('ed.pub'),
              '-rawin',
              '-in',
              at('pae'),
              '-sigfile',
              at('sig'),
            ]
          : ['dgst', '-sha256', '-verify', at('ec.pub'), '-signature', at('sig'), at('pae')];
      return spawnSync('openssl', call).status === 0;
    };
    expect(verified(pae)).toBe(true);
    pae.writeUInt8(pae.readUInt8(100) ^ 1, 100);
    expect(verified(pae)).toBe(false);
  });

  test.each(['ed', 'ec'])('of an %s key is good for verify, from either file', async (name) => {
    const call = await interdict(['verify', at(`${name}.json`), '--key', at(`${name}.pub`)]);
    expect(call.stdout).toMatch(/^HOLDS[^]*Signature\n {2}good: /u);
    expect(call.status).toBe(0);
    const bundle = ['--signature', at(`${name}.json.sigstore.json`), '-o', 'json'];
    const other = await interdict(['verify', at(`${name}.json`), '--key', at(`${name}.pub`), ...bundle]);
    expect(JSON.parse(other.stdout).signature).toMatchObject({ state: 'good' });
  });

  test('of a statement is in place of the statement', async () => {
    const file = at('statement.json');
    await interdict([at('birch'), ...DAYS.ed, '-o', `in-toto=${file}`, '--sign', at('ed.key')]);
    expect((await interdict(['verify', file, '--key', at('ed.pub')])).status).toBe(0);
    expect((await interdict(['verify', file])).stderr).toMatch(/it is signed: name the public key/u);
    expect((await interdict(['verify', file, '--key', at('other.pub')])).status).toBe(1);
  });
});

describe('a change', () => {
  test('of one byte of the report is seen, wherever it is', async () => {
    const bytes = Buffer.from(text('ed.json'));
    copyFileSync(at('ed.json.intoto.jsonl'), at('changed.json.intoto.jsonl'));
    const places = ['"exitCode": 1', '"verdict": "banned"', 'kesl 12', '"sha256":"', 'Kaspersky'].map(
      (part) => bytes.indexOf(part),
    );
    for (const place of [...places, bytes.length - 1].filter((one) => one >= 0)) {
      const changed = Buffer.concat([bytes.subarray(0, place), Buffer.from(' '), bytes.subarray(place)]);
      writeFileSync(at('changed.json'), changed);
      const { status, stdout, stderr } = await interdict([
        'verify',
        at('changed.json'),
        '--key',
        at('ed.pub'),
      ]);
      expect(status, `byte ${place}: ${stdout}${stderr}`).not.toBe(0);
    }
  });

  const edits: readonly (readonly [string, (envelope: Envelope, plain: string) => unknown, RegExp])[] = [
    ['another payloadType', (one) => ({ ...one, payloadType: 'text/plain' }), /payloadType/u],
    ['no signature', (one) => ({ ...one, signatures: [] }), /no signature/u],
    [
      'a second signature',
      (one) => ({ ...one, signatures: [...one.signatures, ...one.signatures] }),
      /2 signatures/u,
    ],
    ['a key more', (one) => ({ ...one, approved: true }), /has a key "approved"/u],
    [
      'a key more in a signature',
      (one) => ({ ...one, signatures: [{ ...one.signatures[0], cert: 'x' }] }),
      /has a key "cert"/u,
    ],
    ['a line end in the base64', (one) => ({ ...one, payload: `${one.payload}\n` }), /plain base64/u],
    [
      'base64 without padding',
      (one) => ({ ...one, signatures: [{ sig: one.signatures[0]?.sig.replace(/=+$/u, '') }] }),
      /plain base64/u,
    ],
    ['base64 for addresses', (one) => ({ ...one, payload: one.payload.replace('e', '-') }), /plain base64/u],
    [
      'another payload',
      (one) => ({ ...one, payload: Buffer.from('{}').toString('base64') }),
      /not by this key/u,
    ],
    [
      'another signature',
      (one) => ({ ...one, signatures: [{ sig: Buffer.alloc(64).toString('base64') }] }),
      /not by this key/u,
    ],
    ['a key twice', (_, plain) => plain.replace('{', '{"payloadType":"x",'), /twice/u],
    ['two envelopes', (_, plain) => plain + plain, /more than one value/u],
    ['a list', (one) => [one], /not an object/u],
    ['nothing', () => '', /not JSON/u],
    [
      'a bundle of another version',
      (one) => ({ mediaType: 'x', verificationMaterial: {}, dsseEnvelope: one }),
      /mediaType/u,
    ],
  ];
  test.each(edits)('of the envelope is seen: %s', (_, edit, message) => {
    const plain = text('ed.json.intoto.jsonl').trim();
    const changed = edit(JSON.parse(plain) as Envelope, plain);
    const written = typeof changed === 'string' ? changed : JSON.stringify(changed);
    expect(() => openedStatement(written, publicKeyIn(at('ed.pub')))).toThrow(message);
  });

  test('of every byte of the signature and of a sample of the payload is seen', () => {
    const key = publicKeyIn(at('ed.pub'));
    const one = envelopeOf('ed');
    const sig = Buffer.from(one.signatures[0]?.sig ?? '', 'base64');
    for (let place = 0; place < sig.length; place++) {
      const changed = Buffer.from(sig);
      changed.writeUInt8(changed.readUInt8(place) ^ 1, place);
      const forged = { ...one, signatures: [{ sig: changed.toString('base64') }] };
      expect(() => openedStatement(JSON.stringify(forged), key), `byte ${place}`).toThrow();
    }
    const body = Buffer.from(one.payload, 'base64');
    for (let place = 0; place < body.length; place += 7) {
      const changed = Buffer.from(body);
      changed.writeUInt8(changed.readUInt8(place) ^ 1, place);
      const forged = { ...one, payload: changed.toString('base64') };
      expect(() => openedStatement(JSON.stringify(forged), key), `byte ${place}`).toThrow();
    }
  });

  test('of the key is seen', async () => {
    for (const other of ['other', 'ec']) {
      const call = await interdict(['verify', at('ed.json'), '--key', at(`${other}.pub`)]);
      expect(call.status).toBe(1);
      expect(call.stdout).toMatch(/^DOES NOT HOLD[^]*bad: .*not by this key/u);
    }
  });

  test('of the place is seen: a signature of another report, and none', async () => {
    const other = ['--key', at('ec.pub'), '--signature', at('ec.json.intoto.jsonl')];
    expect((await interdict(['verify', at('ed.json'), ...other])).stdout).toMatch(
      /bad: .*it signs other bytes/u,
    );
    copyFileSync(at('ed.json'), at('bare.json'));
    const bare = await interdict(['verify', at('bare.json'), '--key', at('ed.pub')]);
    expect(bare.status).toBe(1);
    expect(bare.stdout).toMatch(/none: there is neither/u);
  });
});

describe('a key', () => {
  const hasSsh = spawnSync('ssh-keygen', ['-?']).error === undefined;
  if (!hasSsh) console.log('skipped: ssh-keygen is not installed');

  test.skipIf(!hasSsh).each([
    ['ed25519', []],
    ['ecdsa', ['-b', '256']],
  ])('of OpenSSH signs and verifies: %s', (type, more) => {
    const file = at(`ssh-${type}`);
    // An integer with a leading zero is shorter or longer than the curve: several keys meet that.
    for (let round = 0; round < 8; round++) {
      rmSync(file, { force: true });
      execFileSync('ssh-keygen', ['-q', '-t', type, ...more, '-N', '', '-C', 'auditor', '-f', file]);
      expect(privateKeyIn(file).id).toBe(publicKeyIn(`${file}.pub`).id);
    }
    // OpenSSH writes no Ed25519 key in PEM.
    const pem = spawnSync('ssh-keygen', ['-e', '-m', 'PKCS8', '-f', `${file}.pub`], {
      encoding: 'utf8',
    }).stdout;
    if (type === 'ed25519') return;
    writeFileSync(at('ssh.pub'), pem);
    expect(publicKeyIn(at('ssh.pub')).id).toBe(privateKeyIn(file).id);
  });

  test.skipIf(!hasSsh)('of OpenSSH with a passphrase is refused by name', () => {
    const file = at('ssh-locked');
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', 'secret', '-f', file]);
    expect(() => privateKeyIn(file)).toThrow(/ssh-locked: an encrypted OpenSSH key \(aes256-ctr\)/u);
  });

  test('that is encrypted, of another kind, or the wrong half is refused by name', () => {
    const { privateKey } = generateKeyPairSync('ed25519');
    const locked = { type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' } as const;
    writeFileSync(at('locked.key'), privateKey.export(locked));
    writeFileSync(
      at('cosign.key'),
      '-----BEGIN ENCRYPTED SIGSTORE PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED SIGSTORE PRIVATE KEY-----\n',
    );
    writeFileSync(at('empty.key'), '');
    writeFileSync(at('broken.key'), '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n');
    writeFileSync(
      at('torn.key'),
      '-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEA\n-----END OPENSSH PRIVATE KEY-----\n',
    );
    expect(() => privateKeyIn(at('locked.key'))).toThrow(/locked\.key: an encrypted key/u);
    expect(() => privateKeyIn(at('cosign.key'))).toThrow(/cosign\.key: an encrypted key/u);
    expect(() => privateKeyIn(at('rsa.key'))).toThrow(/of kind rsa: use Ed25519 or ECDSA P-256/u);
    expect(() => privateKeyIn(at('p384.key'))).toThrow(/of kind ec secp384r1/u);
    expect(() => privateKeyIn(at('ed.pub'))).toThrow(/a public key: sign with the private one/u);
    expect(() => publicKeyIn(at('ed.key'))).toThrow(/a private key: verify with the public one/u);
    expect(() => privateKeyIn(at('empty.key'))).toThrow(/no private key/u);
    expect(() => privateKeyIn(at('broken.key'))).toThrow(/broken\.key: a damaged or unknown key$/u);
    expect(() => privateKeyIn(at('torn.key'))).toThrow(/a truncated OpenSSH key/u);
    expect(() => privateKeyIn(at('birch'))).toThrow(/it is a folder/u);
  });

  test('that cannot be used ends the call before anything is scanned', async () => {
    const report = at('none.json');
    const call = await interdict([at('birch'), '-o', `json=${report}`, '--sign', at('rsa.key')]);
    expect(call.status).toBe(2);
    expect(checkSignature(at('ed.json'), publicKeyIn(at('ed.pub'))).state).toBe('good');
    expect((await interdict([at('birch'), '--sign', at('ed.key')])).stderr).toMatch(
      /no report goes to a file/u,
    );
  });
});
