/** Finds the key that a KeyId parameter names: key id, key ARN, alias name or alias ARN, as AWS resolves it. */
import { parseKmsArn } from '../arn.ts';
import { PracticeException } from './exception.ts';
import type { PracticeKey, StoreContent } from './key-store.ts';

/** The account and region that a practice KMS plays. */
export interface Realm {
  /** 12 digits. */
  readonly accountId: string;
  readonly region: string;
}

export function keyArn(realm: Realm, keyId: string): string {
  return `arn:aws:kms:${realm.region}:${realm.accountId}:key/${keyId}`;
}

export function aliasArn(realm: Realm, name: string): string {
  return `arn:aws:kms:${realm.region}:${realm.accountId}:alias/${name}`;
}

/** Throws NotFoundException, InvalidArnException, or, for another account, AccessDeniedException. */
export function resolveKey(realm: Realm, content: StoreContent, keyId: string): PracticeKey {
  const resource = keyId.startsWith('arn:') ? localResource(realm, keyId) : keyId;
  const id = resource.startsWith('alias/') ? aliasTarget(realm, content, resource) : resource;
  const key = content.keys.find((candidate) => candidate.id === id);
  if (!key) throw notFound(`Key '${resource.startsWith('alias/') ? id : keyId}' does not exist`);
  return key;
}

/** `UUID` or `alias/NAME` of an ARN of this account and region. */
function localResource(realm: Realm, text: string): string {
  const arn = parseKmsArn(text);
  if (!arn) throw new PracticeException('InvalidArnException', `Invalid arn ${text}`);
  if (arn.partition !== 'aws' || arn.region !== realm.region) throw notFound(`Invalid arn ${arn.region}`);
  if (arn.accountId !== realm.accountId) {
    throw new PracticeException('AccessDeniedException', 'The key does not exist or access is not allowed');
  }
  return arn.kind === 'key' ? arn.keyId : `alias/${arn.alias}`;
}

function aliasTarget(realm: Realm, content: StoreContent, resource: string): string {
  const name = resource.slice('alias/'.length);
  const alias = content.aliases.find((candidate) => candidate.name === name);
  if (!alias) throw notFound(`Alias ${aliasArn(realm, name)} is not found.`);
  return alias.keyId;
}

function notFound(message: string): PracticeException {
  return new PracticeException('NotFoundException', message);
}
