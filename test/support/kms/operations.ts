/**
 * All operations of the KMS of the tests: one table.
 *
 * Those on one key find it, ask whether the caller may (the action is the operation's name), and refuse keys of other
 * accounts where AWS does; the others see to that themselves.
 */
import { parseKmsArn } from '../../../electron/kms/arn.ts';
import { invalid, PracticeException } from '../../../electron/kms/practice/exception.ts';
import { requiredString } from '../../../electron/kms/practice/input.ts';
import type { Output } from '../../../electron/kms/practice/operation.ts';
import * as aliases from './alias-operations.ts';
import { type Call, type CallOperation, denied, reachKey, type Target } from './call.ts';
import * as grants from './grant-operations.ts';
import * as keys from './key-operations.ts';
import { replicateKey } from './multi-region.ts';
import * as policies from './policy-operations.ts';
import { reEncrypt } from './re-encrypt.ts';
import * as rotation from './rotation-operations.ts';
import { getPublicKey } from './rsa.ts';
import * as tags from './tag-operations.ts';
import * as use from './use-operations.ts';

type OnKey = (call: Call, target: Target) => Promise<Output>;

interface KeyRule {
  readonly run: OnKey;
  /** Member that names the key. */
  readonly member?: 'KeyId' | 'TargetKeyId';
  /** Whether a key of another account will do. */
  readonly foreign?: boolean;
  /** Whether an alias will do. */
  readonly alias?: boolean;
}

const onKey: Readonly<Record<string, KeyRule>> = {
  DescribeKey: { run: keys.describeKey, foreign: true, alias: true },
  GetPublicKey: { run: getPublicKey, foreign: true, alias: true },
  EnableKey: { run: keys.enableKey },
  DisableKey: { run: keys.disableKey },
  ScheduleKeyDeletion: { run: keys.scheduleKeyDeletion },
  CancelKeyDeletion: { run: keys.cancelKeyDeletion },
  UpdateKeyDescription: { run: keys.updateKeyDescription },
  ReplicateKey: { run: replicateKey },
  CreateAlias: { run: aliases.createAlias, member: 'TargetKeyId' },
  UpdateAlias: { run: aliases.updateAlias, member: 'TargetKeyId' },
  EnableKeyRotation: { run: rotation.enableKeyRotation },
  DisableKeyRotation: { run: rotation.disableKeyRotation },
  GetKeyRotationStatus: { run: rotation.getKeyRotationStatus, foreign: true },
  RotateKeyOnDemand: { run: rotation.rotateKeyOnDemand },
  ListKeyRotations: { run: rotation.listKeyRotations },
  GetKeyPolicy: { run: policies.getKeyPolicy },
  PutKeyPolicy: { run: policies.putKeyPolicy },
  ListKeyPolicies: { run: policies.listKeyPolicies },
  CreateGrant: { run: grants.createGrant, foreign: true },
  ListGrants: { run: grants.listGrants, foreign: true },
  RevokeGrant: { run: grants.revokeGrant, foreign: true },
  ListResourceTags: { run: tags.listResourceTags },
  TagResource: { run: tags.tagResource },
  UntagResource: { run: tags.untagResource },
};

const others: Readonly<Record<string, CallOperation>> = {
  GenerateDataKey: use.generateDataKey,
  GenerateDataKeyWithoutPlaintext: use.generateDataKeyWithoutPlaintext,
  GenerateRandom: use.generateRandom,
  Encrypt: (call) => use.encrypt(call),
  Decrypt: (call) => use.decrypt(call),
  ReEncrypt: reEncrypt,
  CreateKey: keys.createKey,
  ListKeys: keys.listKeys,
  ListAliases: aliases.listAliases,
  DeleteAlias: aliases.deleteAlias,
  ListRetirableGrants: grants.listRetirableGrants,
  RetireGrant: grants.retireGrant,
};

/** What AWS's quota for cryptographic operations counts. */
export const underQuota: ReadonlySet<string> = new Set([
  ...[
    'GenerateDataKey',
    'GenerateDataKeyWithoutPlaintext',
    'GenerateRandom',
    'Encrypt',
    'Decrypt',
    'ReEncrypt',
  ],
]);

export const operations: ReadonlyMap<string, CallOperation> = new Map([
  ...Object.entries(others),
  ...Object.entries(onKey).map(([name, rule]) => [name, withKey(name, rule)] as const),
]);

function withKey(
  action: string,
  { run, member = 'KeyId', foreign = false, alias = false }: KeyRule,
): CallOperation {
  return async (call) => {
    const named = requiredString(call.input, member, 1, 2_048);
    if (!alias) refuseAlias(member, named);
    const target = await reachKey(call, named, action);
    if (!foreign && target.realm.accountId !== call.caller.accountId) throw denied(call, action, target);
    return run(call, target);
  };
}

function refuseAlias(member: string, named: string): void {
  const byName = named.startsWith('alias/');
  if (!byName && parseKmsArn(named)?.kind !== 'alias') return;
  if (member === 'TargetKeyId') throw invalid('Aliases must refer to keys. Not aliases');
  if (byName) throw new PracticeException('NotFoundException', `Invalid keyId ${named}`);
  throw new PracticeException('InvalidArnException', 'Key Aliases are not supported for this operation.');
}
