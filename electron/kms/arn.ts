/**
 * ARNs of KMS keys and aliases, parsed strictly.
 *
 * An ARN found in an envelope is hostile input that decides which account and which host would be contacted, so
 * nothing passes here that is not exactly `arn:PARTITION:kms:REGION:ACCOUNT:key/ID` or `…:alias/NAME`, and the
 * region is always usable as a single label of a host name.
 * Source: docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html, …/kms/latest/developerguide/concepts.html.
 */

/** The account no AWS customer has, which practice keys live in. */
export const PRACTICE_ACCOUNT = '000000000000';

interface ArnParts {
  /** The whole text, as it was given. */
  readonly arn: string;
  readonly partition: string;
  readonly region: string;
  /** 12 digits. */
  readonly accountId: string;
}

export interface KeyArn extends ArnParts {
  readonly kind: 'key';
  readonly keyId: string;
  /** A multi-Region key (`mrk-…`): its related keys in other regions decrypt the same envelopes. */
  readonly multiRegion: boolean;
}

export interface AliasArn extends ArnParts {
  readonly kind: 'alias';
  /** Without the `alias/` prefix. */
  readonly alias: string;
}

export type KmsArn = KeyArn | AliasArn;

/** KMS accepts KeyId parameters up to this many characters; real ARNs have fewer than 330. */
const MAX_ARN_LENGTH = 2048;
const PARTITION = /^aws(?:-[a-z0-9]{1,16}){0,3}$/;
const REGION = /^[a-z][a-z0-9]{0,15}(?:-[a-z0-9]{1,16}){1,5}$/;
/** Beginnings of regions outside the partition `aws`, which have partitions of their own. */
const FOREIGN_REGIONS: Readonly<Record<string, string>> = {
  'cn-': 'aws-cn',
  'us-gov-': 'aws-us-gov',
  'us-iso-': 'aws-iso',
  'us-isob-': 'aws-iso-b',
  'eu-isoe-': 'aws-iso-e',
  'us-isof-': 'aws-iso-f',
  'eusc-': 'aws-eusc',
};
const ACCOUNT = /^[0-9]{12}$/;
/** Today UUIDs and `mrk-` with 32 hexadecimal digits; AWS does not promise that it stays so. */
const KEY_ID = /^[0-9A-Za-z][0-9A-Za-z-]{0,127}$/;
const ALIAS = /^[0-9A-Za-z/_-]{1,250}$/;

/** Parses a KMS key or alias ARN; null for everything else. Never throws. */
export function parseKmsArn(text: string): KmsArn | null {
  if (text.length > MAX_ARN_LENGTH) return null;
  const [prefix, partition, service, region, accountId, resource, ...more] = text.split(':');
  if (prefix !== 'arn' || service !== 'kms' || more.length > 0) return null;
  if (partition === undefined || region === undefined || accountId === undefined || resource === undefined) {
    return null;
  }
  if (!PARTITION.test(partition) || !REGION.test(region) || !ACCOUNT.test(accountId)) return null;
  if (partition !== partitionOf(region)) return null;
  const parts = { arn: text, partition, region, accountId };
  if (resource.startsWith('key/')) {
    const keyId = resource.slice('key/'.length);
    return KEY_ID.test(keyId)
      ? { kind: 'key', ...parts, keyId, multiRegion: isMultiRegionKeyId(keyId) }
      : null;
  }
  if (resource.startsWith('alias/')) {
    const alias = resource.slice('alias/'.length);
    return ALIAS.test(alias) ? { kind: 'alias', ...parts, alias } : null;
  }
  return null;
}

/** Parses the ARN of a key; null for an alias ARN and everything else. */
export function parseKeyArn(text: string): KeyArn | null {
  const arn = parseKmsArn(text);
  return arn?.kind === 'key' ? arn : null;
}

/** The partition that a region belongs to: `aws` for all that are not known to be elsewhere. */
export function partitionOf(region: string): string {
  const foreign = Object.entries(FOREIGN_REGIONS).find(([beginning]) => region.startsWith(beginning));
  return foreign?.[1] ?? 'aws';
}

/**
 * Whether both are the same key, or multi-Region keys that are related to each other.
 * Source: aws-encryption-sdk-specification, framework/aws-kms/aws-kms-mrk-match-for-decrypt.md.
 */
export function isSameKey(one: KeyArn, other: KeyArn): boolean {
  return one.arn === other.arn || inRegion(one, other.region)?.arn === other.arn;
}

/** The related key in another region; null for a key that is not a multi-Region key. */
export function inRegion(key: KeyArn, region: string): KeyArn | null {
  const { partition, accountId, keyId, multiRegion } = key;
  return multiRegion ? parseKeyArn(`arn:${partition}:kms:${region}:${accountId}:key/${keyId}`) : null;
}

/**
 * Where a key lives, as `PARTITION:REGION:ACCOUNT`: what a person allows to be contacted when they use a key there.
 * null for what is no key ARN.
 */
export function realmOf(text: string): string | null {
  const arn = parseKmsArn(text);
  return arn && `${arn.partition}:${arn.region}:${arn.accountId}`;
}

/** Whether `text` is the ARN of a practice key or alias. */
export function isPracticeArn(text: string): boolean {
  return parseKmsArn(text)?.accountId === PRACTICE_ACCOUNT;
}

/** Whether `text` is the number of an AWS account: 12 digits. */
export function isAccountId(text: string): boolean {
  return ACCOUNT.test(text);
}

/** Whether a key id (not an ARN) belongs to a multi-Region key. */
export function isMultiRegionKeyId(keyId: string): boolean {
  return keyId.startsWith('mrk-');
}

/** Whether `text` can be an AWS region's name, safe to become part of a host name. */
export function isRegionName(text: string): boolean {
  return REGION.test(text);
}
