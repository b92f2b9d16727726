/** A key that cannot encrypt says why, in words; what is not known of it is called so. */
import { describe, expect, test } from 'vitest';
import { keyFacts, keyListView, keyView, whyUnusable } from '../../electron/vault/key-words.ts';
import { awsArn, otherArn, practiceArn } from './envelopes.ts';

const facts = {
  description: 'For wages',
  state: 'Enabled',
  spec: 'SYMMETRIC_DEFAULT',
  usage: 'ENCRYPT_DECRYPT',
  manager: 'CUSTOMER',
  origin: 'AWS_KMS',
  multiRegion: null,
  deletionDate: null,
};
const key = (change: Partial<Record<keyof typeof facts, string | null>> = {}, ...aliases: string[]) => ({
  arn: awsArn,
  aliases,
  facts: { ...facts, ...change, description: change.description ?? facts.description },
});

describe('whyUnusable', () => {
  test.each([
    ['a good key', key({}, 'payroll')],
    ['a key of which nothing is known', { arn: awsArn, aliases: ['payroll'], facts: null }],
    ['a key of which nothing is told', key({ state: null, spec: null, usage: null, manager: null })],
    ['a replica', key({ multiRegion: 'REPLICA' })],
    ['an imported key', key({ origin: 'EXTERNAL' })],
    ['an alias that only looks like AWS’s', key({}, 'our/aws/s3')],
  ])('null for %s', (_, given) => expect(whyUnusable(given)).toBeNull());

  test.each([
    [{ manager: 'AWS' }, /AWS manages it/],
    [{ state: 'Disabled' }, /switched off/],
    [
      { state: 'PendingDeletion', deletionDate: '2026-12-24T23:00:00.000Z' },
      /for deletion on 2026-12-24\. After/,
    ],
    [{ state: 'PendingDeletion' }, /for deletion\. After/],
    [{ state: 'PendingReplicaDeletion' }, /replicas/],
    [{ state: 'PendingImport' }, /imported/],
    [{ state: 'Unavailable' }, /key store/],
    [{ state: 'Creating' }, /being made/],
    [{ state: 'Updating' }, /primary Region/],
    [{ state: 'SomethingNew' }, /SomethingNew/],
    [{ usage: 'SIGN_VERIFY', spec: 'RSA_2048' }, /signing/],
    [{ usage: 'GENERATE_VERIFY_MAC', spec: 'HMAC_256' }, /authentication codes/],
    [{ usage: 'KEY_AGREEMENT', spec: 'ECC_NIST_P256' }, /secrets/],
    [{ usage: 'BREW_COFFEE' }, /BREW_COFFEE/],
    [{ spec: 'RSA_4096' }, /asymmetric/],
  ])('%j', (change, words) => {
    const reason = whyUnusable(key(change));
    expect(reason).toMatch(words);
    expect(reason).toMatch(/^(AWS|[a-z]).*\.$/);
  });

  test('a key of AWS’s is known by its alias alone', () => {
    expect(whyUnusable({ arn: awsArn, aliases: ['aws/s3'], facts: null })).toMatch(/AWS manages it/);
  });
});

test('the window gets usable keys first, otherwise in their order, and what is missing', () => {
  const off = { ...key({ state: 'Disabled' }, 'a'), arn: otherArn };
  const unknown = { arn: practiceArn, aliases: [], facts: null };
  const view = keyListView({ keys: [off, key({}, 'b', 'c'), unknown], denied: ['kms:ListKeys'], more: true });
  expect(view).toEqual({
    status: 'ready',
    keys: [
      { arn: awsArn, alias: 'b', practice: false, description: 'For wages', known: true, unusable: null },
      { arn: practiceArn, alias: null, practice: true, description: '', known: false, unusable: null },
      keyView(off),
    ],
    missing: ['kms:ListKeys'],
    more: true,
  });
});

describe('keyFacts', () => {
  test('tell everything in words', () => {
    const rows = keyFacts(key({ multiRegion: 'PRIMARY' }, 'b', 'c'), { enabled: true, periodDays: null });
    expect(rows).toEqual([
      ['Aliases', 'b, c'],
      ['Description', 'For wages'],
      ['State', 'Enabled'],
      ['Managed by', 'Your organisation'],
      ['Kind', 'Symmetric (AES-256-GCM)'],
      ['For', 'Encrypt and decrypt'],
      ['Key material', 'Made by AWS KMS'],
      ['Multi-Region', 'Primary key'],
      ['Rotation', 'Automatic. It does not affect your envelopes.'],
      ['ARN', awsArn],
    ]);
  });

  test('call unknown what is not known', () => {
    const nothing = keyFacts({ arn: awsArn, aliases: [], facts: null }, null);
    expect(nothing.map(([name]) => name)).toEqual(['State', 'Rotation', 'ARN']);
    expect(nothing[0]?.[1]).toContain('kms:DescribeKey');
    expect(keyFacts(key({ state: null }), { enabled: false, periodDays: null })).toEqual(
      expect.arrayContaining([
        ['State', 'Not known'],
        ['Rotation', 'Not automatic'],
      ]),
    );
  });
});
