/**
 * CreateKey, CreateAlias, DescribeKey, ListKeys, ListAliases and the changes of a key's state of the practice KMS:
 * symmetric keys of one account and region, and HMAC keys, which exist only to be refused for encryption.
 */
import { randomUUID } from 'node:crypto';
import { parseKmsArn } from '../arn.ts';
import { invalid, PracticeException } from './exception.ts';
import { type Input, optionalBoolean, optionalInteger, optionalString, requiredString } from './input.ts';
import type { KeyState, PracticeKey } from './key-store.ts';
import type { Operation, Output, Service } from './operation.ts';
import { page } from './page.ts';
import { aliasArn, keyArn, resolveKey } from './resolve-key.ts';

const DAY = 86_400_000;

export async function createKey(service: Service, input: Input): Promise<Output> {
  const description = optionalString(input, 'Description', 0, 8_192) ?? '';
  const usage = optionalString(input, 'KeyUsage', 1, 64) ?? 'ENCRYPT_DECRYPT';
  const spec =
    optionalString(input, 'KeySpec', 1, 64) ??
    optionalString(input, 'CustomerMasterKeySpec', 1, 64) ??
    'SYMMETRIC_DEFAULT';
  optionalString(input, 'Policy', 1, 131_072);
  optionalBoolean(input, 'BypassPolicyLockoutSafetyCheck');
  const origin = optionalString(input, 'Origin', 1, 64) ?? 'AWS_KMS';
  const symmetric = usage === 'ENCRYPT_DECRYPT' && spec === 'SYMMETRIC_DEFAULT';
  const hmac = usage === 'GENERATE_VERIFY_MAC' && spec === 'HMAC_256';
  if (!(symmetric || hmac) || origin !== 'AWS_KMS' || optionalBoolean(input, 'MultiRegion')) {
    throw new PracticeException('UnsupportedOperationException', 'The practice KMS has no such keys.');
  }
  const key: PracticeKey = {
    id: randomUUID(),
    created: service.now().toISOString(),
    description,
    usage: hmac ? 'GENERATE_VERIFY_MAC' : 'ENCRYPT_DECRYPT',
    state: 'Enabled',
    deletionDate: null,
  };
  await service.store.update((content) => ({
    content: { ...content, keys: [...content.keys, key] },
    result: null,
  }));
  return { KeyMetadata: metadata(service, key) };
}

export async function createAlias(service: Service, input: Input): Promise<Output> {
  const aliasName = requiredString(input, 'AliasName', 1, 256);
  const target = requiredString(input, 'TargetKeyId', 1, 2_048);
  const name = aliasName.slice('alias/'.length);
  if (!/^alias\/[a-zA-Z0-9/_-]+$/.test(aliasName) || name.startsWith('aws/')) {
    throw new PracticeException('InvalidAliasNameException', `${aliasName} is not a valid alias name`);
  }
  if (target.startsWith('alias/') || parseKmsArn(target)?.kind === 'alias') {
    throw invalid('Aliases must refer to keys. Not aliases');
  }
  await service.store.update((content) => {
    const key = resolveKey(service, content, target);
    if (key.state === 'PendingDeletion') throw pendingDeletion(service, key);
    if (content.aliases.some((alias) => alias.name === name)) {
      throw new PracticeException(
        'AlreadyExistsException',
        `An alias with the name ${aliasArn(service, name)} already exists`,
      );
    }
    const alias = { name, keyId: key.id, created: service.now().toISOString() };
    return { content: { ...content, aliases: [...content.aliases, alias] }, result: null };
  });
  return {};
}

export async function describeKey(service: Service, input: Input): Promise<Output> {
  const keyId = requiredString(input, 'KeyId', 1, 2_048);
  return { KeyMetadata: metadata(service, resolveKey(service, await service.store.read(), keyId)) };
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

export const disableKey: Operation = (service, input) => setState(service, input, 'Disabled');
export const enableKey: Operation = (service, input) => setState(service, input, 'Enabled');

export async function scheduleKeyDeletion(service: Service, input: Input): Promise<Output> {
  const days = optionalInteger(input, 'PendingWindowInDays', 7, 30) ?? 30;
  const deletionDate = new Date(service.now().getTime() + days * DAY);
  const key = await change(service, input, (before) => ({
    ...before,
    state: 'PendingDeletion',
    deletionDate: deletionDate.toISOString(),
  }));
  return {
    KeyId: keyArn(service, key.id),
    DeletionDate: deletionDate,
    KeyState: key.state,
    PendingWindowInDays: days,
  };
}

async function setState(service: Service, input: Input, state: KeyState): Promise<Output> {
  await change(service, input, (key) => ({ ...key, state }));
  return {};
}

function change(service: Service, input: Input, to: (key: PracticeKey) => PracticeKey): Promise<PracticeKey> {
  const keyId = requiredString(input, 'KeyId', 1, 2_048);
  if (keyId.startsWith('alias/') || parseKmsArn(keyId)?.kind === 'alias')
    throw invalid('Not a key id or key ARN');
  return service.store.update((content) => {
    const before = resolveKey(service, content, keyId);
    if (before.state === 'PendingDeletion') throw pendingDeletion(service, before);
    const result = to(before);
    return {
      content: { ...content, keys: content.keys.map((key) => (key === before ? result : key)) },
      result,
    };
  });
}

function metadata(service: Service, key: PracticeKey): Output {
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

function pendingDeletion(service: Service, key: PracticeKey): PracticeException {
  return new PracticeException('KMSInvalidStateException', `${keyArn(service, key.id)} is pending deletion.`);
}
