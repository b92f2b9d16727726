/** What makes, shows and changes keys. */
import { randomBytes, randomUUID } from 'node:crypto';
import * as practice from '../../../electron/kms/practice/catalog-operations.ts';
import { PracticeException } from '../../../electron/kms/practice/exception.ts';
import {
  optionalBoolean,
  optionalEnum,
  optionalInteger,
  optionalString,
  requiredString,
} from '../../../electron/kms/practice/input.ts';
import type { KeyState, PracticeKey } from '../../../electron/kms/practice/key-store.ts';
import type { Output } from '../../../electron/kms/practice/operation.ts';
import { authorizeAtHome, type Call, homeOf, serviceOf, type Target, targetOf } from './call.ts';
import { addKey, changeKey, checkNotPending } from './change-key.ts';
import { keyMetadata } from './key-metadata.ts';
import { parsePolicy } from './policy.ts';
import { checkLockout } from './policy-operations.ts';
import { makeRsaKey, rsaSpecs } from './rsa.ts';
import { readTags } from './tag-operations.ts';

const DAY = 86_400_000;

const usages = ['ENCRYPT_DECRYPT', 'GENERATE_VERIFY_MAC', 'SIGN_VERIFY', 'KEY_AGREEMENT'] as const;
const symmetric = 'SYMMETRIC_DEFAULT';
/** The specs that there are, with the one usage that each has here. */
const usageOf: Readonly<Record<string, PracticeKey['usage']>> = {
  [symmetric]: 'ENCRYPT_DECRYPT',
  HMAC_256: 'GENERATE_VERIFY_MAC',
  ...Object.fromEntries(Object.keys(rsaSpecs).map((spec) => [spec, 'ENCRYPT_DECRYPT'] as const)),
};

export async function createKey(call: Call): Promise<Output> {
  const { input } = call;
  authorizeAtHome(call, 'CreateKey');
  const description = optionalString(input, 'Description', 0, 8_192) ?? '';
  const spec =
    optionalString(input, 'KeySpec', 1, 64) ??
    optionalString(input, 'CustomerMasterKeySpec', 1, 64) ??
    symmetric;
  const asked = optionalEnum(input, 'KeyUsage', usages);
  const policy = optionalString(input, 'Policy', 1, 131_072);
  const origin = optionalString(input, 'Origin', 1, 64) ?? 'AWS_KMS';
  const multiRegion = optionalBoolean(input, 'MultiRegion');
  const tags = readTags(input);
  if (asked === undefined && spec !== symmetric) {
    throw new PracticeException(
      'ValidationException',
      'You must specify a KeyUsage value for an asymmetric CMK.',
    );
  }
  const usage = usageOf[spec];
  if (
    usage === undefined ||
    usage !== (asked ?? 'ENCRYPT_DECRYPT') ||
    origin !== 'AWS_KMS' ||
    (multiRegion && spec !== symmetric)
  ) {
    throw new PracticeException('UnsupportedOperationException', 'The practice KMS has no such keys.');
  }
  const parsed = policy === undefined ? null : parsePolicy(policy);
  if (parsed) checkLockout(call, parsed);
  const home = homeOf(call);
  const id = multiRegion ? `mrk-${randomBytes(16).toString('hex')}` : randomUUID();
  const key = await addKey(call, { id, description, usage });
  const facts = home.factsOf(id);
  if (parsed) facts.policy = parsed;
  facts.tags = tags;
  const modulusLength = rsaSpecs[spec];
  if (modulusLength !== undefined) facts.privateKey = await makeRsaKey(modulusLength);
  if (multiRegion) facts.family = { primaryRegion: home.region, regions: new Set([home.region]) };
  return { KeyMetadata: keyMetadata(call, targetOf(home, key)) };
}

export async function describeKey(call: Call, target: Target): Promise<Output> {
  return { KeyMetadata: keyMetadata(call, target) };
}

export async function listKeys(call: Call): Promise<Output> {
  authorizeAtHome(call, 'ListKeys');
  return practice.listKeys(serviceOf(call, homeOf(call)), call.input);
}

export const enableKey = (_: Call, target: Target): Promise<Output> => setState(target, 'Enabled');
export const disableKey = (_: Call, target: Target): Promise<Output> => setState(target, 'Disabled');

async function setState(target: Target, state: KeyState): Promise<Output> {
  checkNotPending(target);
  await changeKey(target, (key) => ({ ...key, state }));
  return {};
}

export async function scheduleKeyDeletion({ input, now }: Call, target: Target): Promise<Output> {
  const days = optionalInteger(input, 'PendingWindowInDays', 7, 30) ?? 30;
  checkNotPending(target);
  const { family } = target.facts;
  if (family?.primaryRegion === target.realm.region && family.regions.size > 1) {
    throw new PracticeException(
      'UnsupportedOperationException',
      'Here replicas must be deleted before their primary.',
    );
  }
  const deletionDate = new Date(now().getTime() + days * DAY);
  await changeKey(target, (key) => ({
    ...key,
    state: 'PendingDeletion',
    deletionDate: deletionDate.toISOString(),
  }));
  return {
    KeyId: target.arn,
    DeletionDate: deletionDate,
    KeyState: 'PendingDeletion',
    PendingWindowInDays: days,
  };
}

/** The key is disabled then, as at AWS. */
export async function cancelKeyDeletion(_: Call, target: Target): Promise<Output> {
  if (target.key.state !== 'PendingDeletion') {
    throw new PracticeException('KMSInvalidStateException', `${target.arn} is not pending deletion.`);
  }
  await changeKey(target, (key) => ({ ...key, state: 'Disabled', deletionDate: null }));
  return { KeyId: target.arn };
}

export async function updateKeyDescription({ input }: Call, target: Target): Promise<Output> {
  const description = requiredString(input, 'Description', 0, 8_192);
  checkNotPending(target);
  await changeKey(target, (key) => ({ ...key, description }));
  return {};
}
