/** Rows about grants. */
import type { GrantOperation } from '@aws-sdk/client-kms';
import type { Row } from '../outcome.ts';
import { textOf, type World } from '../world.ts';

const GranteePrincipal = 'arn:aws:iam::111122223333:role/reader';

async function granted({ kms, key }: World, more: { readonly Name?: string } = {}) {
  const KeyId = await key();
  const asked = { KeyId, GranteePrincipal, Operations: ['Decrypt' as const], ...more };
  const { GrantId = '', GrantToken = '' } = await kms.createGrant(asked);
  const ids = async () => ((await kms.listGrants({ KeyId })).Grants ?? []).map((grant) => grant.GrantId);
  return { KeyId, asked, GrantId, GrantToken, ids };
}

export const grantRows: readonly Row[] = [
  {
    name: 'ListGrants: as they were made',
    run: async ({ kms, key }) => {
      const KeyId = await key();
      const Constraints = { EncryptionContextSubset: { a: 'b' } };
      await kms.createGrant({
        KeyId,
        GranteePrincipal,
        Operations: ['Decrypt', 'Encrypt'],
        Name: 'mine',
        Constraints,
      });
      const { Grants: [grant] = [] } = await kms.listGrants({ KeyId });
      return [
        grant?.Name,
        grant?.GranteePrincipal === GranteePrincipal,
        grant?.Operations,
        JSON.stringify(grant?.Constraints),
        grant?.KeyId === KeyId,
      ];
    },
    expected: 'mine,true,Decrypt,Encrypt,{"EncryptionContextSubset":{"a":"b"}},true',
  },
  {
    name: 'CreateGrant: again under its name is the same grant',
    run: async (world) => {
      const { asked, GrantId } = await granted(world, { Name: 'again' });
      return (await world.kms.createGrant(asked)).GrantId === GrantId;
    },
    expected: 'true',
  },
  {
    name: 'CreateGrant: an operation that is none',
    run: async ({ kms, key }) => {
      const Operations: GrantOperation[] = JSON.parse('["Decrypt","Dance"]');
      return kms.createGrant({ KeyId: await key(), GranteePrincipal, Operations });
    },
    expected: 'ValidationException',
  },
  {
    name: 'RevokeGrant: it is gone',
    run: async (world) => {
      const { KeyId, GrantId, ids } = await granted(world);
      const before = await ids();
      await world.kms.revokeGrant({ KeyId, GrantId });
      return `${before.length}, ${(await ids()).length}`;
    },
    expected: '1, 0',
  },
  {
    name: 'RevokeGrant: a grant that is not there',
    run: async ({ kms, key }) => {
      return kms.revokeGrant({ KeyId: await key(), GrantId: '0'.repeat(64) });
    },
    expected: 'NotFoundException',
  },
  {
    name: 'Decrypt: a grant token that is none',
    run: async ({ kms, key, seal }) => {
      const CiphertextBlob = await seal(await key());
      return textOf((await kms.decrypt({ CiphertextBlob, GrantTokens: ['bm9uZQ=='] })).Plaintext);
    },
    expected: 'InvalidGrantTokenException',
  },
];
