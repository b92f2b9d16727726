import { describe, expect, test } from 'vitest';
import { defaultSuite, suiteById, suites } from '../../electron/envelope/suites.ts';
import { referenceSuites, suiteIds } from './reference.ts';
import { codeOf } from './support.ts';

test('what is written commits to its key and does not sign', () => {
  expect(defaultSuite).toMatchObject({
    id: 0x0478,
    version: 2,
    keyLength: 32,
    committed: true,
    signature: null,
  });
});

test('the table is the specification’s: eleven suites with their key lengths, hashes and signatures', () => {
  expect([...suites.keys()].toSorted((a, b) => a - b)).toEqual(suiteIds);
  for (const id of suiteIds) {
    const { version, keyLength, hash, signature } = referenceSuites[id];
    const suite = suiteById(id, version);
    expect(suite).toMatchObject({ id, version, keyLength, kdf: hash, committed: version === 2 });
    expect(suite.signature?.hash ?? null).toBe(signature?.hash ?? null);
    const curves = { 'P-256': 'prime256v1', 'P-384': 'secp384r1' } as const;
    expect(suite.signature?.curve ?? null).toBe(signature && curves[signature.curve]);
  }
});

describe('names', () => {
  test.each([
    [0x0014, 'AES_128_GCM_IV12_TAG16'],
    [0x0178, 'AES_256_GCM_IV12_TAG16_HKDF_SHA256'],
    [0x0214, 'AES_128_GCM_IV12_TAG16_HKDF_SHA256_ECDSA_P256'],
    [0x0346, 'AES_192_GCM_IV12_TAG16_HKDF_SHA384_ECDSA_P384'],
    [0x0478, 'AES_256_GCM_IV12_TAG16_HKDF_SHA512_COMMIT_KEY'],
    [0x0578, 'AES_256_GCM_IV12_TAG16_HKDF_SHA512_COMMIT_KEY_ECDSA_P384'],
  ])('%i is %s', (id, name) => {
    expect(suites.get(id)?.name).toBe(name);
  });
});

test('every other id, and every id in the other version, is unsupported', () => {
  for (let id = 0; id <= 0xffff; id++) {
    for (const version of [1, 2] as const) {
      const assigned = suiteIds.some((known) => known === id && referenceSuites[known].version === version);
      const code = codeOf(() => suiteById(id, version));
      if (code !== (assigned ? 'accepted' : 'unsupported-suite'))
        expect.unreachable(`suite ${id} v${version}`);
    }
  }
});
