/**
 * A header in the words of `aws-encryption-cli --metadata-output`: messages that aws-encryption-sdk-cli 4.3.0 wrote,
 * with what it printed when it read them.
 */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseHeader } from '../../electron/envelope/header.ts';
import { suites } from '../../electron/envelope/suites.ts';
import { metadataOf } from '../../electron/vault/metadata.ts';
import { lenientPolicy } from '../envelope/support.ts';
import { encryptedKey, headerWith } from './envelopes.ts';

interface Recorded {
  readonly envelope: string;
  readonly printed: { readonly header: { readonly algorithm: string } };
}

const fixture = new URL('../fixtures/metadata/aws-encryption-cli.json', import.meta.url);
const recorded: readonly Recorded[] = JSON.parse(readFileSync(fixture, 'utf8'));

test.each(recorded)('$printed.header.algorithm', ({ envelope, printed }) => {
  const header = parseHeader(Buffer.from(envelope, 'base64'), lenientPolicy);
  expect(JSON.parse(JSON.stringify(metadataOf(header)))).toStrictEqual(printed);
});

test('the records are of both versions, framed and not, signed and not', () => {
  const headers = recorded.map(({ envelope }) => parseHeader(Buffer.from(envelope, 'base64'), lenientPolicy));
  expect(headers.map(({ suite }) => suite.version)).toEqual([2, 2, 1, 1, 1]);
  expect(headers.map(({ frameLength }) => frameLength)).toEqual([4096, 4096, null, 128, 4096]);
  expect(headers.map(({ suite }) => suite.signature !== null)).toEqual([false, true, false, true, false]);
});

/** `Algorithm` of aws-encryption-sdk 3.3.1, identifiers.py. */
const algorithms = {
  20: 'AES_128_GCM_IV12_TAG16',
  70: 'AES_192_GCM_IV12_TAG16',
  120: 'AES_256_GCM_IV12_TAG16',
  276: 'AES_128_GCM_IV12_TAG16_HKDF_SHA256',
  326: 'AES_192_GCM_IV12_TAG16_HKDF_SHA256',
  376: 'AES_256_GCM_IV12_TAG16_HKDF_SHA256',
  532: 'AES_128_GCM_IV12_TAG16_HKDF_SHA256_ECDSA_P256',
  838: 'AES_192_GCM_IV12_TAG16_HKDF_SHA384_ECDSA_P384',
  888: 'AES_256_GCM_IV12_TAG16_HKDF_SHA384_ECDSA_P384',
  1144: 'AES_256_GCM_HKDF_SHA512_COMMIT_KEY',
  1400: 'AES_256_GCM_HKDF_SHA512_COMMIT_KEY_ECDSA_P384',
};

test('every suite has the name that AWS gives it', () => {
  const header = headerWith();
  const named = [...suites.values()].map((suite) => [
    suite.id,
    metadataOf({ ...header, suite }).header.algorithm,
  ]);
  expect(Object.fromEntries(named)).toEqual(algorithms);
});

test('keys are sorted by the bytes of provider and info; bytes that are no text stay bytes', () => {
  const infos = [Buffer.from('b'), Buffer.from([0xff, 0xfe]), Buffer.from('a')];
  const { encrypted_data_keys: keys } = metadataOf(
    headerWith(...infos.map((info) => encryptedKey(info))),
  ).header;
  const printed = keys.map(({ key_provider }) => Buffer.from(key_provider.key_info, 'base64'));
  expect(printed).toEqual([infos[2], infos[0], infos[1]]);
});
