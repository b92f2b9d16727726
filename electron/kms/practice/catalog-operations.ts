/** DescribeKey, GetKeyRotationStatus, ListKeys and ListAliases of the practice KMS: keys of one account and region. */
import { type Input, optionalInteger, optionalString, requiredString } from './input.ts';
import type { PracticeKey } from './key-store.ts';
import type { Output, Service } from './operation.ts';
import { page } from './page.ts';
import { aliasArn, keyArn, resolveKey } from './resolve-key.ts';

export async function describeKey(service: Service, input: Input): Promise<Output> {
  const keyId = requiredString(input, 'KeyId', 1, 2_048);
  return { KeyMetadata: metadata(service, resolveKey(service, await service.store.read(), keyId)) };
}

/** Practice keys are never rotated. */
export async function getKeyRotationStatus(service: Service, input: Input): Promise<Output> {
  const keyId = requiredString(input, 'KeyId', 1, 2_048);
  const key = resolveKey(service, await service.store.read(), keyId);
  return { KeyId: key.id, KeyRotationEnabled: false };
}

export async function listKeys(service: Service, input: Input): Promise<Output> {
  const limit = optionalInteger(input, 'Limit', 1, 1_000) ?? 100;
  const { keys } = await service.store.read();
  const { items, ...rest } = page(keys, (key) => key.id, limit, optionalString(input, 'Marker', 1, 1_024));
  return { Keys: items.map(({ id }) => ({ KeyId: id, KeyArn: keyArn(service, id) })), ...rest };
}

export async function listAliases(service: Service, input: Input): Promise<Output> {
  const limit = optionalInteger(input, 'Limit', 1, 100) ?? 50;
  const of = optionalString(input, 'KeyId', 1, 2_048);
  const content = await service.store.read();
  const only = of === undefined ? null : resolveKey(service, content, of).id;
  const aliases = content.aliases.filter((alias) => only === null || alias.keyId === only);
  const { items, ...rest } = page(
    aliases,
    (alias) => alias.name,
    limit,
    optionalString(input, 'Marker', 1, 1_024),
  );
  const Aliases = items.map(({ name, keyId, created }) => ({
    AliasName: `alias/${name}`,
    AliasArn: aliasArn(service, name),
    TargetKeyId: keyId,
    CreationDate: new Date(created),
    LastUpdatedDate: new Date(created),
  }));
  return { Aliases, ...rest };
}

/** A key as DescribeKey tells it. */
export function metadata(service: Service, key: PracticeKey): Output {
  const symmetric = key.usage === 'ENCRYPT_DECRYPT';
  const spec = symmetric ? 'SYMMETRIC_DEFAULT' : 'HMAC_256';
  return {
    AWSAccountId: service.accountId,
    KeyId: key.id,
    Arn: keyArn(service, key.id),
    CreationDate: new Date(key.created),
    Description: key.description,
    Enabled: key.state === 'Enabled',
    KeyState: key.state,
    KeyUsage: key.usage,
    KeySpec: spec,
    CustomerMasterKeySpec: spec,
    KeyManager: 'CUSTOMER',
    Origin: 'AWS_KMS',
    MultiRegion: false,
    ...(symmetric ? { EncryptionAlgorithms: [spec] } : { MacAlgorithms: ['HMAC_SHA_256'] }),
    ...(key.deletionDate !== null && { DeletionDate: new Date(key.deletionDate) }),
  };
}
