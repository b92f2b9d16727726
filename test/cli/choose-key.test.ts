/** Which keys encrypt where none is named, and what is said where there is none to choose. */
import { expect, test } from 'vitest';
import { chooseKeys, oneWayWarning } from '../../electron/cli/choose-key.ts';
import type { KmsKey, ListedKeys } from '../../electron/kms/port.ts';
import { failure } from '../../electron/vault/explain.ts';
import { preflight } from '../../electron/vault/preflight.ts';
import { awsArn, otherArn } from '../vault/envelopes.ts';

const facts = {
  description: '',
  state: 'Enabled',
  spec: 'SYMMETRIC_DEFAULT',
  usage: 'ENCRYPT_DECRYPT',
  manager: 'CUSTOMER',
  origin: 'AWS_KMS',
  multiRegion: null,
  deletionDate: null,
};
const payroll: KmsKey = { arn: awsArn, aliases: ['payroll'], facts };
const off: KmsKey = { arn: otherArn, aliases: ['old'], facts: { ...facts, state: 'Disabled' } };
const ofAws: KmsKey = { arn: otherArn, aliases: ['aws/s3'], facts: null };
const unknown: KmsKey = { arn: otherArn, aliases: [], facts: null };

const choose = (
  keys: readonly KmsKey[],
  denied: ListedKeys['denied'] = [],
  named: readonly string[] = [],
) => {
  const canDecrypt = () => Promise.reject(new Error('not asked for'));
  const catalog = { list: async () => ({ keys, denied, more: false }), canDecrypt };
  const practice = { createKey: () => Promise.reject(new Error('no practice')) };
  const { signal } = new AbortController();
  return chooseKeys({ catalog, practice }, 'aws:work', named, signal);
};

test.each([
  ['the only one', [payroll], awsArn],
  ['the only one that can', [off, payroll, ofAws], awsArn],
  ['the only one, of which nothing is known', [ofAws, unknown], otherArn],
])('%s', async (_, keys, chosen) => expect(await choose(keys)).toEqual([chosen]));

test('those that were named are not looked for', async () => {
  expect(await choose([], [], ['payroll', awsArn])).toEqual(['alias/payroll', awsArn]);
});

test.each([
  ['of several, their names', [payroll, unknown], [], `say which --key: payroll, ${otherArn}`],
  [
    'of the only one, why it cannot be used',
    [off],
    [],
    'no key to encrypt with in this account and region. old: it is switched off; an administrator can switch it on.',
  ],
  [
    'which permissions are missing',
    [],
    ['kms:ListAliases', 'kms:ListKeys'],
    'no key to encrypt with in this account and region, as far as it can be seen without kms:ListAliases and kms:ListKeys.',
  ],
])('says, %s', async (_, keys, denied, message) => {
  await expect(choose(keys, denied)).rejects.toThrow(message);
});

test.each([
  ['access-denied', true],
  ['other-account', true],
  ['key-not-found', false],
  ['key-disabled', false],
  ['offline', false],
  [null, false],
] as const)('where decrypting again is answered with %s, a warning: %s', async (code, warns) => {
  const answered = code === null ? Promise.resolve() : Promise.reject(failure(code));
  const canDecrypt = () => preflight(answered);
  const nothing = () => Promise.reject(new Error('not asked for'));
  const source = { catalog: { list: nothing, canDecrypt }, practice: { createKey: nothing } };
  const { signal } = new AbortController();
  const words = await oneWayWarning(source, 'aws:work', [awsArn], new Map(), signal);
  expect(words !== '').toBe(warns);
});
