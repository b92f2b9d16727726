/**
 * Which keys of a hostile envelope may be asked: those that a person named, or those of accounts that they allowed.
 *
 * Titles quote AWS's specification (awslabs/aws-encryption-sdk-specification, framework/aws-kms/).
 */
import { describe, expect, test } from 'vitest';
import { candidateKeys, type KeyChoice, PRACTICE_PROFILE } from '../../electron/vault/candidates.ts';
import { VaultFailure } from '../../electron/vault/failure.ts';
import { account, awsArn, encryptedKey, headerWith, otherArn, practiceArn } from './envelopes.ts';

const otherAccount = '444455556666';
const all: KeyChoice = { accounts: [account, otherAccount], region: 'eu-west-1' };
const mrk = awsArn.replace(/key\/.*/, `key/mrk-${'12'.repeat(16)}`);
const mrkInUs = mrk.replace('eu-west-1', 'us-east-1');

/** The ARNs that would be asked, in order; or the error's code and accounts. */
function asked(arns: readonly (string | Uint8Array)[], profileId: string, choice?: KeyChoice) {
  try {
    const header = headerWith(...arns.map((arn) => encryptedKey(arn)));
    return candidateKeys(header, profileId, choice).map(({ arn }) => arn);
  } catch (error) {
    if (!(error instanceof VaultFailure)) throw error;
    const { code, details } = error.error;
    return details.accounts ? [code, ...details.accounts] : [code];
  }
}

describe('the provider info', () => {
  test.each([
    ['an alias', awsArn.replace(/key\/.*/, 'alias/payroll')],
    ['a key id alone', awsArn.replace(/.*key\//, '')],
    ['another service', awsArn.replace(':kms:', ':s3:')],
    ['no account', awsArn.replace(account, '')],
    ['no key id', awsArn.replace(/key\/.*/, 'key/')],
    ['a space before it', ` ${awsArn}`],
  ])('"MUST be a valid AWS KMS ARN with a resource type of key or OnDecrypt MUST fail": %s', (_, info) => {
    expect(asked([info], 'aws:dev', all)).toEqual(['invalid-envelope']);
    expect(asked([awsArn, info], 'aws:dev', all)).toEqual(['invalid-envelope']);
    expect(asked([practiceArn, info], PRACTICE_PROFILE)).toEqual(['invalid-envelope']);
  });

  test.each([
    ['a region that is a host', awsArn.replace('eu-west-1', 'evil.example.com/')],
    ['a region with an @', awsArn.replace('eu-west-1', 'a@b-1')],
    ['a region of another partition', awsArn.replace('eu-west-1', 'cn-north-1')],
    ['an account of letters', awsArn.replace(account, 'abcdefghijkl')],
    ['a line feed behind it', `${awsArn}\n`],
    ['a zero byte in it', awsArn.replace('key/', 'key/\0')],
    ['more behind it', `${awsArn}:x`],
    ['a path in it', awsArn.replace('key/', 'key/../alias/')],
    ['letters that only look like it', Buffer.from(awsArn.replace('eu', 'еu'))],
    ['thousands of characters', awsArn + 'a'.repeat(60_000)],
  ])(
    'that is one to the letter, but no key that can be: no candidate, and no harm to others: %s',
    (_, info) => {
      expect(asked([info], 'aws:dev', all)).toEqual(['no-usable-key']);
      expect(asked([info, awsArn], 'aws:dev', all)).toEqual([awsArn]);
    },
  );
});

test.each(['aws-kms-rsa', 'AWS-KMS', 'aws-kms ', 'raw', '__proto__'])(
  '"provider ID MUST exactly match the value aws-kms": not "%s"',
  (id) => {
    const header = headerWith(encryptedKey(awsArn, id), encryptedKey('junk', id), encryptedKey(otherArn));
    expect(candidateKeys(header, 'aws:dev', all).map(({ arn }) => arn)).toEqual([otherArn]);
  },
);

test('candidates keep the envelope’s order, duplicates too, with their own region and ciphertext', () => {
  const header = headerWith(encryptedKey(otherArn), encryptedKey(awsArn), encryptedKey(otherArn));
  const [other, aws] = [
    { arn: otherArn, region: 'us-east-1', ciphertext: Buffer.from(`ciphertext of ${otherArn}`) },
    { arn: awsArn, region: 'eu-west-1', ciphertext: Buffer.from(`ciphertext of ${awsArn}`) },
  ];
  expect(candidateKeys(header, 'aws:dev', all)).toEqual([other, aws, other]);
});

test('practice keys are tried with practice only, AWS’s never with it', () => {
  const both = [practiceArn, awsArn];
  expect(asked(both, PRACTICE_PROFILE)).toEqual([practiceArn]);
  expect(asked(both, 'aws:dev', all)).toEqual([awsArn]);
  // A profile of that name in the AWS config is not practice.
  expect(asked(both, 'aws:practice', all)).toEqual([awsArn]);
  expect(asked([awsArn], PRACTICE_PROFILE, all)).toEqual(['no-usable-key']);
  expect(asked([practiceArn], 'aws:dev', { ...all, accounts: ['000000000000'] })).toEqual(['no-usable-key']);
});

describe('strict', () => {
  const strangers = awsArn.replace('1234abcd', '99999999');
  test.each<[string, readonly string[], readonly string[], readonly string[]]>([
    ['the one that is named', [otherArn, awsArn], [awsArn], [awsArn]],
    ['several', [otherArn, awsArn], [awsArn, otherArn], [otherArn, awsArn]],
    ['whatever the account', [otherArn], [otherArn], [otherArn]],
    ['none that is not named', [otherArn, awsArn], [strangers], ['no-usable-key']],
    ['no alias', [awsArn], [awsArn.replace(/key\/.*/, 'alias/x')], ['no-usable-key']],
  ])('"MUST match the configured AWS KMS key identifier": %s', (_, envelope, named, expected) => {
    expect(asked(envelope, 'aws:dev', { named })).toEqual(expected);
  });

  test('a practice key is named like any other', () => {
    expect(asked([practiceArn], PRACTICE_PROFILE, { named: [practiceArn] })).toEqual([practiceArn]);
    expect(asked([practiceArn], PRACTICE_PROFILE, { named: [awsArn] })).toEqual(['no-usable-key']);
  });
});

describe('discovery', () => {
  const cases: readonly (readonly [string, readonly string[], KeyChoice | undefined, readonly string[]])[] = [
    ['an allowed account', [otherArn, awsArn], { ...all, accounts: [account] }, [awsArn]],
    ['several', [otherArn, awsArn], all, [otherArn, awsArn]],
    ['in any region of it', [otherArn], { ...all, accounts: [otherAccount] }, [otherArn]],
    ['none', [otherArn, awsArn], { ...all, accounts: [] }, ['account-not-allowed', otherAccount, account]],
    ['nothing said', [awsArn], undefined, ['account-not-allowed', account]],
    ['another', [otherArn, otherArn], { ...all, accounts: [account] }, ['account-not-allowed', otherAccount]],
    ['a profile without a region: the partition aws', [awsArn], { ...all, region: null }, [awsArn]],
  ];
  test.each(cases)('"accounts MUST contain the provider info account": %s', (_, arns, choice, expected) => {
    expect(asked(arns, 'aws:dev', choice)).toEqual(expected);
  });

  const inChina = awsArn.replace('arn:aws:', 'arn:aws-cn:').replace('eu-west-1', 'cn-north-1');
  test.each<[string, readonly string[], string, readonly string[]]>([
    ['of another partition, though the account is allowed', [inChina], 'eu-west-1', ['no-usable-key']],
    ['of both', [inChina, awsArn], 'eu-west-1', [awsArn]],
    ['of the profile’s', [inChina, awsArn], 'cn-northwest-1', [inChina]],
  ])('"its partition and the provider info partition MUST match": %s', (_, arns, region, expected) => {
    expect(asked(arns, 'aws:dev', { ...all, region })).toEqual(expected);
  });
});

describe('multi-Region keys', () => {
  test.each<[string, readonly string[], readonly string[], readonly string[]]>([
    ['the same', [mrk], [mrk], [mrk]],
    ['its replica: the one that was named is asked', [mrk], [mrkInUs], [mrkInUs]],
    ['both', [mrk], [mrkInUs, mrk], [mrkInUs, mrk]],
    ['another account', [mrk], [mrk.replace(account, otherAccount)], ['no-usable-key']],
    ['another id', [mrk], [mrkInUs.replace('12', '34')], ['no-usable-key']],
    ['no multi-Region key', [awsArn], [awsArn.replace('eu-west-1', 'us-east-1')], ['no-usable-key']],
  ])('strict, "AWS KMS MRK Match for Decrypt": %s', (_, envelope, named, expected) => {
    expect(asked(envelope, 'aws:dev', { named })).toEqual(expected);
  });

  test.each<[string, readonly string[], string | null, readonly string[]]>([
    ['at home, then where the profile is', [mrk], 'us-east-1', [mrk, mrkInUs]],
    ['where both are the same: once', [mrk], 'eu-west-1', [mrk]],
    ['a profile without a region: at home', [mrk], null, [mrk]],
    ['beside another key', [awsArn, mrkInUs], 'eu-west-1', [awsArn, mrkInUs, mrk]],
    ['that are none stay where they are', [awsArn], 'us-east-1', [awsArn]],
  ])('discovery, "the region part MUST equal the AWS KMS client region": %s', (_, arns, region, expected) => {
    expect(asked(arns, 'aws:dev', { ...all, region })).toEqual(expected);
  });

  test('of an account that is not allowed are asked nowhere', () => {
    expect(asked([mrk], 'aws:dev', { accounts: [otherAccount], region: 'us-east-1' })).toEqual([
      'account-not-allowed',
      account,
    ]);
  });
});
