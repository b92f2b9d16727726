/** A key as CreateKey, DescribeKey and ReplicateKey tell it. */
import { metadata } from '../../../electron/kms/practice/catalog-operations.ts';
import type { Output } from '../../../electron/kms/practice/operation.ts';
import { keyArn, type Realm } from '../../../electron/kms/practice/resolve-key.ts';
import { type Call, serviceOf, type Target } from './call.ts';
import type { Family } from './realms.ts';
import { rsaAlgorithms, rsaSpecOf } from './rsa.ts';

export function keyMetadata(call: Call, { realm, key, facts }: Target): Output {
  const rsa = facts.privateKey && rsaSpecOf(facts.privateKey);
  return {
    ...metadata(serviceOf(call, realm), key),
    KeyManager: facts.manager,
    ...(rsa !== null && { KeySpec: rsa, CustomerMasterKeySpec: rsa, EncryptionAlgorithms: rsaAlgorithms }),
    ...(facts.family && familyMetadata(realm, key.id, facts.family)),
  };
}

function familyMetadata({ accountId, region }: Realm, keyId: string, family: Family): Output {
  const member = (where: string) => ({ Arn: keyArn({ accountId, region: where }, keyId), Region: where });
  const { primaryRegion, regions } = family;
  return {
    MultiRegion: true,
    MultiRegionConfiguration: {
      MultiRegionKeyType: primaryRegion === region ? 'PRIMARY' : 'REPLICA',
      PrimaryKey: member(primaryRegion),
      ReplicaKeys: [...regions].filter((one) => one !== primaryRegion).map(member),
    },
  };
}
