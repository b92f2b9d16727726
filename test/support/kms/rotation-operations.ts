/**
 * Rotation: new material for what is encrypted from now on, while all that was encrypted before still opens.
 *
 * Only RotateKeyOnDemand really rotates; EnableKeyRotation says when AWS would, at the earliest in ninety days.
 */
import { randomFillSync } from 'node:crypto';
import { checkUsable } from '../../../electron/kms/practice/crypto-operations.ts';
import { PracticeException } from '../../../electron/kms/practice/exception.ts';
import { optionalInteger } from '../../../electron/kms/practice/input.ts';
import type { Output } from '../../../electron/kms/practice/operation.ts';
import type { Call, Target } from './call.ts';

const DAY = 86_400_000;
const MAX_ON_DEMAND = 25;

export async function enableKeyRotation({ input, now }: Call, target: Target): Promise<Output> {
  const days = optionalInteger(input, 'RotationPeriodInDays', 90, 2_560) ?? 365;
  checkRotates(target);
  Object.assign(target.facts.rotation, { days, since: now() });
  return {};
}

export async function disableKeyRotation(_: Call, target: Target): Promise<Output> {
  checkRotates(target);
  Object.assign(target.facts.rotation, { days: null, since: null });
  return {};
}

export async function getKeyRotationStatus(_: Call, { key, facts }: Target): Promise<Output> {
  const { days, since } = facts.rotation;
  if (days === null || since === null) return { KeyId: key.id, KeyRotationEnabled: false };
  return {
    KeyId: key.id,
    KeyRotationEnabled: true,
    RotationPeriodInDays: days,
    NextRotationDate: new Date(since.getTime() + days * DAY),
  };
}

export async function rotateKeyOnDemand({ now }: Call, target: Target): Promise<Output> {
  checkRotates(target);
  const { rotated } = target.facts.material;
  if (rotated.length >= MAX_ON_DEMAND) {
    throw new PracticeException('LimitExceededException', 'The key has been rotated as often as it can be.');
  }
  rotated.push({ bytes: randomFillSync(new Uint8Array(32)), at: now() });
  return { KeyId: target.key.id };
}

export async function listKeyRotations(_: Call, { key, facts }: Target): Promise<Output> {
  const Rotations = facts.material.rotated.map(({ at }) => ({
    KeyId: key.id,
    RotationDate: at,
    RotationType: 'ON_DEMAND',
  }));
  return { Rotations, Truncated: false };
}

/** Symmetric keys that are in use, and of multi-Region keys the primary. */
function checkRotates({ realm, key, facts, arn }: Target): void {
  const replica = facts.family !== null && facts.family.primaryRegion !== realm.region;
  if (facts.privateKey || key.usage !== 'ENCRYPT_DECRYPT' || replica) {
    throw new PracticeException('UnsupportedOperationException', `${arn} cannot be rotated.`);
  }
  checkUsable(realm, key);
}
