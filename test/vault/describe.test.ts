/** What an envelope says about itself reaches people as plain text, however hostile it is. */
import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { parseHeader } from '../../electron/envelope/header.ts';
import { describeEnvelope } from '../../electron/vault/describe.ts';
import { bytesOf, lenientPolicy, reference } from '../envelope/support.ts';
import { account, awsArn, encryptedKey, headerWith, messageWith, practiceArn, region } from './envelopes.ts';

test('an envelope of ours', () => {
  const message = messageWith([encryptedKey(awsArn)], bytesOf(200));
  const header = parseHeader(message, lenientPolicy);
  expect(describeEnvelope(header, message.length)).toEqual({
    size: message.length,
    contentSize: 200,
    suiteId: 0x0478,
    suiteName: 'AES_256_GCM_IV12_TAG16_HKDF_SHA512_COMMIT_KEY',
    committed: true,
    signed: false,
    version: 2,
    frameLength: 64,
    messageId: Buffer.from(header.messageId).toString('hex'),
    headerDigest: createHash('sha256')
      .update(message.subarray(0, header.length - 16))
      .digest('hex'),
    keys: [{ providerId: 'aws-kms', name: awsArn, accountId: account, region, practice: false }],
    context: [['a', 'b']],
    practice: false,
  });
});

test.each([0, 1, 63, 64, 65, 128, 1000])('the size of %i bytes of content is known without a key', (size) => {
  const message = messageWith([encryptedKey(awsArn)], bytesOf(size));
  expect(describeEnvelope(parseHeader(message, lenientPolicy), message.length).contentSize).toBe(size);
});

test('a length that no envelope has: no size is made up', () => {
  const message = messageWith([encryptedKey(awsArn)]);
  expect(describeEnvelope(parseHeader(message, lenientPolicy), message.length - 10).contentSize).toBeNull();
});

test('a signed envelope: its size is known after decrypting only', () => {
  const { bytes } = reference({ suite: 0x0578, content: bytesOf(100), frameLength: 64 });
  const info = describeEnvelope(parseHeader(bytes, lenientPolicy), bytes.length);
  expect([info.signed, info.contentSize]).toEqual([true, null]);
});

test('an uncommitted envelope says so', () => {
  const { bytes } = reference({ suite: 0x0178, content: bytesOf(100), frameLength: 64 });
  const info = describeEnvelope(parseHeader(bytes, lenientPolicy), bytes.length);
  expect([info.committed, info.version]).toEqual([false, 1]);
});

test('practice is what has a practice key; a provider’s name alone makes nobody an account', () => {
  expect(describeEnvelope(headerWith(encryptedKey(practiceArn)), 999).practice).toBe(true);
  expect(describeEnvelope(headerWith(encryptedKey(practiceArn, 'raw')), 999).practice).toBe(false);
  const [key] = describeEnvelope(headerWith(encryptedKey(awsArn, 'raw')), 999).keys;
  expect(key).toMatchObject({ accountId: null, region: null, practice: false });
});

test('provider info of control characters, kilobytes or any bytes becomes short and printable', () => {
  const hostile = Buffer.concat([Buffer.from('\x1b]0;title\x07\r\n\u202e'), bytesOf(5000)]);
  const [key] = describeEnvelope(headerWith(encryptedKey(hostile, 'raw')), 9999).keys;
  expect(key?.name).toMatch(/^[\x20-\x7e]{256}$/);
});
