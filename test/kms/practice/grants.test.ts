/** Grants of the KMS of the tests: who may, when, and under which encryption context. */
import type { GrantOperation, KMS } from '@aws-sdk/client-kms';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SETTLING } from '../../support/kms/grants.ts';
import { kmsClient } from '../../support/kms-client.ts';
import { callerOf, type KmsServer, startKmsServer } from '../../support/kms-server.ts';
import { createPracticeKey } from '../../support/practice-key.ts';

const reader = callerOf('444455556666', 'reader');
const clerk = callerOf('444455556666', 'clerk');
const Plaintext = Buffer.from('secret');

let time: number;
let server: KmsServer;
let owner: KMS;
let readers: KMS;
let clerks: KMS;
let keyArn: string;

beforeEach(async () => {
  time = Date.now();
  server = await startKmsServer({ callers: [reader, clerk], now: () => new Date(time) });
  [owner, readers, clerks] = [kmsClient(server), kmsClient(server, reader), kmsClient(server, clerk)];
  keyArn = await createPracticeKey(server.store, server.realm, 'payroll');
});
afterEach(() => server.close());

const named = (name: string) => expect.objectContaining({ name });
const denied = named('AccessDeniedException');
type Context = Readonly<Record<string, string>>;

/** Lets time pass, for the server and for who signs. */
function pass(milliseconds: number): void {
  time += milliseconds;
  readers.config.systemClockOffset = time - Date.now();
}

function encrypt(kms: KMS, EncryptionContext: Context = {}, GrantTokens: readonly string[] = []) {
  return kms.encrypt({ KeyId: keyArn, Plaintext, EncryptionContext, GrantTokens: [...GrantTokens] });
}

describe('a grant', () => {
  async function grant(change: Partial<Parameters<KMS['createGrant']>[0]> = {}) {
    const asked = {
      KeyId: keyArn,
      GranteePrincipal: reader.arn,
      Operations: ['Encrypt' as const],
      ...change,
    };
    const { GrantId = '', GrantToken = '' } = await owner.createGrant(asked);
    return { GrantId, GrantToken };
  }

  it('counts at once with its token, and without it when it has settled', async () => {
    const { GrantToken } = await grant();
    await expect(encrypt(readers)).rejects.toEqual(denied);
    await encrypt(readers, {}, [GrantToken]);
    pass(SETTLING - 1);
    await expect(encrypt(readers)).rejects.toEqual(denied);
    pass(1);
    await encrypt(readers);
  });

  it('counts for its grantee and its operations only', async () => {
    const { GrantToken } = await grant();
    await expect(encrypt(clerks, {}, [GrantToken])).rejects.toEqual(denied);
    const describe = readers.describeKey({ KeyId: keyArn, GrantTokens: [GrantToken] });
    await expect(describe).rejects.toEqual(denied);
  });

  it.each<readonly [string, object, readonly (readonly [Context, boolean])[]]>([
    [
      'EncryptionContextEquals',
      { EncryptionContextEquals: { a: 'b' } },
      [
        [{ a: 'b' }, true],
        [{ a: 'b', c: 'd' }, false],
        [{ a: 'c' }, false],
        [{}, false],
      ],
    ],
    [
      'EncryptionContextSubset',
      { EncryptionContextSubset: { a: 'b' } },
      [
        [{ a: 'b' }, true],
        [{ a: 'b', c: 'd' }, true],
        [{ a: 'c' }, false],
        [{}, false],
      ],
    ],
  ])('with %s counts under such contexts only', async (_, Constraints, cases) => {
    const { GrantToken } = await grant({ Constraints, Operations: ['Encrypt', 'DescribeKey'] });
    for (const [context, may] of cases) {
      if (may) await encrypt(readers, context, [GrantToken]);
      else await expect(encrypt(readers, context, [GrantToken])).rejects.toEqual(denied);
    }
    await readers.describeKey({ KeyId: keyArn, GrantTokens: [GrantToken] });
  });

  it('cannot outdo a policy that denies', async () => {
    const { GrantToken } = await grant();
    const statement = (Effect: string, Action: string) => ({ Effect, Action, Principal: '*', Resource: '*' });
    const Policy = JSON.stringify({
      Statement: [statement('Allow', 'kms:*'), statement('Deny', 'kms:Encrypt')],
    });
    await owner.putKeyPolicy({ KeyId: keyArn, Policy });
    await expect(encrypt(readers, {}, [GrantToken])).rejects.toEqual(denied);
  });

  it('is listed, page by page, and found by its id and grantee', async () => {
    const made = [await grant({ Name: 'one' }), await grant({ GranteePrincipal: clerk.arn }), await grant()];
    const ids = async (more: object) =>
      ((await owner.listGrants({ KeyId: keyArn, ...more })).Grants ?? []).map(({ GrantId }) => GrantId);
    expect(await ids({})).toEqual(made.map(({ GrantId }) => GrantId).sort());
    expect(await ids({ GrantId: made[0]?.GrantId })).toEqual([made[0]?.GrantId]);
    expect(await ids({ GranteePrincipal: clerk.arn })).toEqual([made[1]?.GrantId]);
    const first = await owner.listGrants({ KeyId: keyArn, Limit: 2 });
    expect([first.Grants?.length, first.Truncated]).toEqual([2, true]);
    expect(await ids({ Limit: 2, Marker: first.NextMarker })).toHaveLength(1);
  });

  it('of the same name and members is the same, others are not', async () => {
    const first = await grant({ Name: 'one' });
    expect((await grant({ Name: 'one' })).GrantId).toBe(first.GrantId);
    expect((await grant({ Name: 'one', Operations: ['Decrypt'] })).GrantId).not.toBe(first.GrantId);
  });

  it('is retired by who may, revoked by its owner, and counts no more', async () => {
    const one = await grant({ RetiringPrincipal: clerk.arn });
    const { Grants = [] } = await clerks.listRetirableGrants({ RetiringPrincipal: clerk.arn });
    expect(Grants).toMatchObject([{ GrantId: one.GrantId, KeyId: keyArn, RetiringPrincipal: clerk.arn }]);
    await expect(readers.retireGrant({ GrantToken: one.GrantToken })).rejects.toEqual(denied);
    await clerks.retireGrant({ GrantToken: one.GrantToken });
    await expect(encrypt(readers, {}, [one.GrantToken])).rejects.toEqual(denied);
    const two = await grant({ Operations: ['Encrypt', 'RetireGrant'] });
    await readers.retireGrant({ KeyId: keyArn, GrantId: two.GrantId });
    await expect(encrypt(readers, {}, [two.GrantToken])).rejects.toEqual(denied);
    const three = await grant();
    await expect(readers.revokeGrant({ KeyId: keyArn, GrantId: three.GrantId })).rejects.toEqual(denied);
    await owner.revokeGrant({ KeyId: keyArn, GrantId: three.GrantId });
    await expect(encrypt(readers, {}, [three.GrantToken])).rejects.toEqual(denied);
    const again = owner.revokeGrant({ KeyId: keyArn, GrantId: three.GrantId });
    await expect(again).rejects.toEqual(named('NotFoundException'));
  });

  it.each([
    ['nobody to grant to', { GranteePrincipal: 'reader' }, 'InvalidArnException'],
    ['no operations', { Operations: [] as GrantOperation[] }, 'ValidationException'],
    ['the right to make grants', { Operations: ['CreateGrant'] as GrantOperation[] }, 'ValidationException'],
    [
      'both constraints',
      { Constraints: { EncryptionContextEquals: {}, EncryptionContextSubset: {} } },
      'SerializationException',
    ],
    ['a dry run', { DryRun: true }, 'DryRunOperationException'],
  ])('with %s is refused', async (_, change, name) => {
    await expect(grant(change)).rejects.toEqual(named(name));
    expect((await owner.listGrants({ KeyId: keyArn })).Grants).toEqual([]);
  });

  it('has tokens that nobody makes up', async () => {
    for (const token of ['bm9uZQ==', 'token']) {
      await expect(encrypt(owner, {}, [token])).rejects.toEqual(named('InvalidGrantTokenException'));
    }
  });
});
