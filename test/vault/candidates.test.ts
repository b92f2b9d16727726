/** Which keys of a hostile envelope may be tried: exact key ARNs only, practice and AWS never mixed. */
import { expect, test } from 'vitest';
import { candidateKeys, PRACTICE_PROFILE } from '../../electron/vault/candidates.ts';
import { awsArn, encryptedKey, headerWith, otherArn, practiceArn } from './envelopes.ts';

const arns = (keys: readonly { readonly arn: string }[]) => keys.map(({ arn }) => arn);

test.each([
  ['an alias', awsArn.replace(/key\/.*/, 'alias/payroll')],
  ['a key id alone', awsArn.replace(/.*key\//, '')],
  ['another service', awsArn.replace(':kms:', ':s3:')],
  ['a region that is a host', awsArn.replace('eu-west-1', 'evil.example.com/')],
  ['a region with an @', awsArn.replace('eu-west-1', 'a@b-1')],
  ['an account of letters', awsArn.replace('111122223333', 'abcdefghijkl')],
  ['a line feed behind it', `${awsArn}\n`],
  ['a space before it', ` ${awsArn}`],
  ['a zero byte in it', awsArn.replace('key/', 'key/\0')],
  ['more behind it', `${awsArn}:x`],
  ['a path in it', awsArn.replace('key/', 'key/../alias/')],
  ['letters that only look like it', awsArn.replace('eu', 'еu')],
  ['thousands of characters', awsArn + 'a'.repeat(60_000)],
])('provider info that is %s is no candidate', (_, info) => {
  const header = headerWith(encryptedKey(Buffer.from(info)));
  expect(candidateKeys(header, 'aws:dev')).toEqual([]);
  expect(candidateKeys(header, PRACTICE_PROFILE)).toEqual([]);
});

test.each(['aws-kms-rsa', 'AWS-KMS', 'aws-kms ', 'raw', '__proto__'])(
  'provider "%s" is none of KMS',
  (id) => {
    expect(candidateKeys(headerWith(encryptedKey(awsArn, id)), 'aws:dev')).toEqual([]);
  },
);

test('candidates keep the envelope’s order, with their own region and ciphertext', () => {
  const header = headerWith(encryptedKey(otherArn), encryptedKey('junk'), encryptedKey(awsArn));
  expect(candidateKeys(header, 'aws:dev')).toEqual([
    { arn: otherArn, region: 'us-east-1', ciphertext: Buffer.from(`ciphertext of ${otherArn}`) },
    { arn: awsArn, region: 'eu-west-1', ciphertext: Buffer.from(`ciphertext of ${awsArn}`) },
  ]);
});

test('practice keys are tried with practice only, AWS’s never with it', () => {
  const header = headerWith(encryptedKey(practiceArn), encryptedKey(awsArn));
  expect(arns(candidateKeys(header, PRACTICE_PROFILE))).toEqual([practiceArn]);
  expect(arns(candidateKeys(header, 'aws:dev'))).toEqual([awsArn]);
  // A profile of that name in the AWS config is not practice.
  expect(arns(candidateKeys(header, 'aws:practice'))).toEqual([awsArn]);
});

test('the keys that were asked for, or none', () => {
  const header = headerWith(encryptedKey(otherArn), encryptedKey(awsArn));
  expect(arns(candidateKeys(header, 'aws:dev', [awsArn]))).toEqual([awsArn]);
  expect(arns(candidateKeys(header, 'aws:dev', [awsArn, otherArn]))).toEqual([otherArn, awsArn]);
  expect(candidateKeys(header, 'aws:dev', [awsArn.replace('1234abcd', '99999999')])).toEqual([]);
  expect(candidateKeys(header, PRACTICE_PROFILE, [awsArn])).toEqual([]);
});
