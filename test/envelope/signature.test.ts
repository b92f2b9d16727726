import { createECDH, createSign, generateKeyPairSync, sign } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { PUBLIC_KEY_FIELD } from '../../electron/envelope/context.ts';
import { signatureVerifier } from '../../electron/envelope/signature.ts';
import { suiteById, suites } from '../../electron/envelope/suites.ts';
import { be16, type SuiteId } from './reference.ts';
import { bytesOf, codeOf, lenientPolicy, open, reference } from './support.ts';

const signing: readonly SuiteId[] = [0x0214, 0x0346, 0x0378, 0x0578];

test('suites that do not sign have no verifier', () => {
  for (const suite of suites.values()) {
    if (suite.signature === null) expect(signatureVerifier({ suite, context: new Map() })).toBeNull();
  }
});

describe.each(signing)('suite %i', (suite) => {
  const message = reference({ suite, content: bytesOf(20), frameLength: 8 });
  const codeFor = (bytes: Uint8Array): string =>
    codeOf(() => open(bytes, { dataKey: message.dataKey, policy: lenientPolicy }));
  const withFooter = (footer: Uint8Array): Buffer =>
    Buffer.concat([message.header, ...message.frames, footer]);
  const sized = (signature: Uint8Array): Buffer => Buffer.concat([be16(signature.length), signature]);

  test('holds over header and body', () => {
    expect(codeFor(message.bytes)).toBe('accepted');
  });

  test('a signature by someone else over the same bytes is refused', () => {
    const other = generateKeyPairSync('ec', { namedCurve: suite === 0x0214 ? 'P-256' : 'P-384' });
    const hash = suite === 0x0214 ? 'sha256' : 'sha384';
    const forged = sign(hash, Buffer.concat([message.header, ...message.frames]), other.privateKey);
    expect(codeFor(withFooter(sized(forged)))).toBe('tampered');
  });

  test('a signature over something else is refused, though every tag holds', () => {
    const other = reference({ suite, content: bytesOf(20, 2), frameLength: 8 });
    expect(codeFor(withFooter(other.footer))).toBe('tampered');
  });

  test.each([
    ['no signature', be16(0)],
    ['one zero byte', sized(Buffer.of(0))],
    ['r = s = 0', sized(Buffer.from('3006020100020100', 'hex'))],
    ['no DER', sized(bytesOf(102))],
    ['a byte after the DER', sized(Buffer.concat([message.footer.subarray(2), Buffer.of(0)]))],
    ['64 KiB', sized(bytesOf(0xffff))],
  ])('%s', (_, footer) => {
    expect(codeFor(withFooter(footer))).toBe('tampered');
  });

  test('the footer is part of the message: without it, cut, or followed by more', () => {
    expect(codeFor(withFooter(Buffer.alloc(0)))).toBe('truncated');
    expect(codeFor(withFooter(message.footer.subarray(0, 40)))).toBe('truncated');
    expect(codeFor(withFooter(Buffer.concat([message.footer, Buffer.of(0)])))).toBe('trailing-bytes');
  });
});

describe('public keys', () => {
  const suite = suiteById(0x0578, 2);
  const codeFor = (field: string): string =>
    codeOf(() => signatureVerifier({ suite, context: new Map([[PUBLIC_KEY_FIELD, field]]) }));
  const point = (curve: string): Buffer => {
    const ecdh = createECDH(curve);
    return Buffer.from(ecdh.generateKeys('hex', 'compressed'), 'hex');
  };
  const own = point('secp384r1');

  test('a compressed point of the suite’s curve is accepted', () => {
    expect(codeFor(own.toString('base64'))).toBe('accepted');
  });

  test.each([
    ['none', ''],
    ['no base64', '!!!!'],
    ['a point of another curve', point('prime256v1').toString('base64')],
    [
      'a point that is not on the curve',
      Buffer.concat([Buffer.of(2), Buffer.alloc(48, 0xff)]).toString('base64'),
    ],
    ['the point at infinity', Buffer.of(0).toString('base64')],
    ['a cut point', own.subarray(0, 48).toString('base64')],
    ['a point and a byte', Buffer.concat([own, Buffer.of(0)]).toString('base64')],
  ])('%s is refused', (_, field) => {
    expect(codeFor(field)).toBe('invalid-envelope');
  });

  test('nothing of the message may be left out of the hash', () => {
    const ecdh = createECDH('secp384r1');
    const field = ecdh.generateKeys('base64', 'compressed');
    const jwkPoint = ecdh.getPublicKey();
    const privateKey = {
      key: {
        kty: 'EC',
        crv: 'P-384',
        x: jwkPoint.subarray(1, 49).toString('base64url'),
        y: jwkPoint.subarray(49).toString('base64url'),
        d: ecdh.getPrivateKey().toString('base64url'),
      },
      format: 'jwk',
    } as const;
    const signature = createSign('sha384').update('ab').sign(privateKey);
    const verifierOf = () => signatureVerifier({ suite, context: new Map([[PUBLIC_KEY_FIELD, field]]) });
    for (const [pieces, code] of [
      [['a', 'b'], 'accepted'],
      [['a'], 'tampered'],
      [['b', 'a'], 'tampered'],
    ] as const) {
      // biome-ignore format: one line
      const verifier = verifierOf();
      for (const piece of pieces) verifier?.update(Buffer.from(piece));
      expect(codeOf(() => verifier?.verify(signature))).toBe(code);
    }
  });
});
