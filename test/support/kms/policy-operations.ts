/** A key's policy, which has one name: `default`. */
import { PracticeException } from '../../../electron/kms/practice/exception.ts';
import { optionalBoolean, optionalString, requiredString } from '../../../electron/kms/practice/input.ts';
import type { Output } from '../../../electron/kms/practice/operation.ts';
import type { Call, Target } from './call.ts';
import { checkNotPending } from './change-key.ts';
import { type Policy, parsePolicy } from './policy.ts';

export async function getKeyPolicy(call: Call, { facts }: Target): Promise<Output> {
  checkName(call);
  return { Policy: facts.policy.text, PolicyName: 'default' };
}

export async function putKeyPolicy(call: Call, target: Target): Promise<Output> {
  checkName(call);
  const policy = parsePolicy(requiredString(call.input, 'Policy', 1, 131_072));
  checkNotPending(target);
  checkLockout(call, policy);
  target.facts.policy = policy;
  return {};
}

export async function listKeyPolicies(): Promise<Output> {
  return { PolicyNames: ['default'], Truncated: false };
}

/** Whoever puts a policy must be able to put the next one, unless they say that they know. */
export function checkLockout({ caller, input }: Call, policy: Policy): void {
  if (optionalBoolean(input, 'BypassPolicyLockoutSafetyCheck')) return;
  if (policy.decide({ caller, action: 'kms:PutKeyPolicy', context: null }) === 'allowed') return;
  throw new PracticeException(
    'MalformedPolicyDocumentException',
    'The new key policy will not allow you to update the key policy in the future.',
  );
}

function checkName({ input }: Call): void {
  const name = optionalString(input, 'PolicyName', 1, 128) ?? 'default';
  if (name !== 'default') throw new PracticeException('NotFoundException', `No such policy exists: ${name}`);
}
