/** Key policies of the KMS of the tests: who may, and under which encryption context. */
import type { KMS } from '@aws-sdk/client-kms';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { kmsClient } from '../../support/kms-client.ts';
import { callerOf, type KmsServer, startKmsServer } from '../../support/kms-server.ts';
import { createPracticeKey } from '../../support/practice-key.ts';

const reader = callerOf('444455556666', 'reader');
const clerk = callerOf('444455556666', 'clerk');
const Plaintext = Buffer.from('secret');

let server: KmsServer;
let owner: KMS;
let readers: KMS;
let clerks: KMS;
let keyArn: string;

beforeEach(async () => {
  server = await startKmsServer({ callers: [reader, clerk] });
  [owner, readers, clerks] = [kmsClient(server), kmsClient(server, reader), kmsClient(server, clerk)];
  keyArn = await createPracticeKey(server.store, server.realm, 'payroll');
});
afterEach(() => server.close());

const named = (name: string) => expect.objectContaining({ name });
const denied = named('AccessDeniedException');
type Context = Readonly<Record<string, string>>;

function encrypt(kms: KMS, EncryptionContext: Context = {}) {
  return kms.encrypt({ KeyId: keyArn, Plaintext, EncryptionContext });
}

describe('a key policy', () => {
  const everything = {
    Effect: 'Allow',
    Principal: { AWS: 'arn:aws:iam::111122223333:root' },
    Action: 'kms:*',
    Resource: '*',
  };
  const allow = { Effect: 'Allow', Principal: { AWS: reader.arn }, Action: 'kms:Encrypt', Resource: '*' };
  const policy = (...statements: readonly unknown[]) =>
    JSON.stringify({ Version: '2012-10-17', Statement: [everything, ...statements] });
  const put = (Policy: string) => owner.putKeyPolicy({ KeyId: keyArn, PolicyName: 'default', Policy });

  it('is told as it was put, under its one name', async () => {
    const text = policy(allow);
    await put(text);
    expect(await owner.getKeyPolicy({ KeyId: keyArn })).toMatchObject({
      Policy: text,
      PolicyName: 'default',
    });
    expect((await owner.listKeyPolicies({ KeyId: keyArn })).PolicyNames).toEqual(['default']);
    const other = owner.getKeyPolicy({ KeyId: keyArn, PolicyName: 'other' });
    await expect(other).rejects.toEqual(named('NotFoundException'));
  });

  it.each<readonly [string, object, boolean, boolean]>([
    ['names a user', {}, true, false],
    ['names an account', { Principal: { AWS: '444455556666' } }, true, true],
    ['names an account by its root', { Principal: { AWS: ['arn:aws:iam::444455556666:root'] } }, true, true],
    ['names everybody', { Principal: '*' }, true, true],
    ['allows actions by a pattern', { Action: ['kms:Describe*', 'kms:En*'] }, true, false],
    ['allows other actions', { Action: ['kms:Decrypt'] }, false, false],
    ['names another account', { Principal: { AWS: '777788889999' } }, false, false],
  ])('that %s lets exactly those in', async (_, change, reads, clerkDoes) => {
    await put(policy({ ...allow, ...change }));
    for (const [kms, may] of [
      [readers, reads],
      [clerks, clerkDoes],
    ] as const) {
      if (may) await encrypt(kms);
      else await expect(encrypt(kms)).rejects.toEqual(denied);
    }
  });

  it('that denies outdoes one that allows, and the owner’s own rights', async () => {
    const deny = { ...allow, Effect: 'Deny', Principal: '*' };
    await put(policy(allow, deny));
    for (const kms of [owner, readers]) await expect(encrypt(kms)).rejects.toEqual(denied);
  });

  const salaries = { purpose: 'salaries' };
  it.each<readonly [string, object, readonly (readonly [Context, boolean])[]]>([
    [
      'StringEquals of a pair',
      { StringEquals: { 'kms:EncryptionContext:purpose': ['salaries', 'bonus'] } },
      [
        [salaries, true],
        [{ purpose: 'bonus', more: 'x' }, true],
        [{ purpose: 'Salaries' }, false],
        [{}, false],
      ],
    ],
    [
      'StringLike of a pair',
      { StringLike: { 'kms:EncryptionContext:purpose': 'sal*' } },
      [
        [salaries, true],
        [{ purpose: 'bonus' }, false],
      ],
    ],
    [
      'StringNotEquals of a pair',
      { StringNotEquals: { 'kms:EncryptionContext:purpose': 'bonus' } },
      [
        [salaries, true],
        [{}, true],
        [{ purpose: 'bonus' }, false],
      ],
    ],
    [
      'ForAnyValue of the keys',
      { 'ForAnyValue:StringEquals': { 'kms:EncryptionContextKeys': 'purpose' } },
      [
        [salaries, true],
        [{ purpose: 'x', more: 'y' }, true],
        [{ Purpose: 'x' }, false],
        [{}, false],
      ],
    ],
    [
      'ForAllValues of the keys',
      { 'ForAllValues:StringEquals': { 'kms:EncryptionContextKeys': ['purpose', 'year'] } },
      [
        [salaries, true],
        [{}, true],
        [{ purpose: 'x', more: 'y' }, false],
      ],
    ],
    ['the caller’s account', { StringEquals: { 'kms:CallerAccount': '444455556666' } }, [[{}, true]]],
    [
      'a service that calls',
      { StringEquals: { 'kms:ViaService': 's3.us-east-1.amazonaws.com' } },
      [[{}, false]],
    ],
  ])('with the condition %s holds where it should', async (_, Condition, cases) => {
    await put(policy({ ...allow, Condition }));
    for (const [context, may] of cases) {
      if (may) await encrypt(readers, context);
      else await expect(encrypt(readers, context)).rejects.toEqual(denied);
    }
  });

  it.each<readonly [string, string]>([
    ['no JSON', 'policy'],
    ['no statements', '{"Version":"2012-10-17"}'],
    ['NotAction', policy({ ...allow, NotAction: 'kms:Decrypt' })],
    ['NotPrincipal', policy({ ...allow, NotPrincipal: '*' })],
    ['a service as principal', policy({ ...allow, Principal: { Service: 's3.amazonaws.com' } })],
    ['a resource', policy({ ...allow, Resource: 'arn:aws:kms:us-east-1:111122223333:key/x' })],
    ['another service’s action', policy({ ...allow, Action: 's3:GetObject' })],
    [
      'an operator nobody knows',
      policy({ ...allow, Condition: { DateLessThan: { 'kms:CallerAccount': 'x' } } }),
    ],
    [
      'a condition key nobody knows',
      policy({ ...allow, Condition: { StringEquals: { 'aws:SourceIp': 'x' } } }),
    ],
    [
      'several values without a set',
      policy({ ...allow, Condition: { StringEquals: { 'kms:EncryptionContextKeys': 'x' } } }),
    ],
  ])('that has %s is refused, and the old one stays', async (_, text) => {
    const before = await owner.getKeyPolicy({ KeyId: keyArn });
    await expect(put(text)).rejects.toEqual(named('MalformedPolicyDocumentException'));
    expect((await owner.getKeyPolicy({ KeyId: keyArn })).Policy).toBe(before.Policy);
  });

  it('that would lock its owner out is refused, unless they say that they know', async () => {
    const Policy = JSON.stringify({ Statement: [allow] });
    await expect(put(Policy)).rejects.toEqual(named('MalformedPolicyDocumentException'));
    await owner.putKeyPolicy({ KeyId: keyArn, Policy, BypassPolicyLockoutSafetyCheck: true });
    await expect(owner.describeKey({ KeyId: keyArn })).rejects.toEqual(denied);
    await encrypt(readers);
  });
});
