/** Multi-Region keys: a primary and its replicas, with one id and one material in several regions of an account. */
import { isMultiRegionKeyId, isRegionName } from '../../../electron/kms/arn.ts';
import { PracticeException } from '../../../electron/kms/practice/exception.ts';
import { optionalString, requiredString } from '../../../electron/kms/practice/input.ts';
import type { Output } from '../../../electron/kms/practice/operation.ts';
import { type Call, type Target, targetOf } from './call.ts';
import { addKey } from './change-key.ts';
import { keyMetadata } from './key-metadata.ts';
import { defaultPolicy, parsePolicy } from './policy.ts';
import { readTags, tagsOutput } from './tag-operations.ts';

/** Makes a replica in another region; it has its own state, policy, grants, aliases and tags. */
export async function replicateKey(call: Call, { realm, key, facts, arn }: Target): Promise<Output> {
  const region = requiredString(call.input, 'ReplicaRegion', 1, 32);
  const description = optionalString(call.input, 'Description', 0, 8_192) ?? '';
  const policy = optionalString(call.input, 'Policy', 1, 131_072);
  const tags = readTags(call.input);
  if (!facts.family || !isMultiRegionKeyId(key.id) || facts.family.primaryRegion !== realm.region) {
    throw new PracticeException('UnsupportedOperationException', `${arn} is not a multi-Region primary key.`);
  }
  if (!isRegionName(region)) throw new PracticeException('ValidationException', `Unknown region ${region}`);
  if (facts.family.regions.has(region)) {
    throw new PracticeException('AlreadyExistsException', `${arn} is in ${region} already.`);
  }
  const home = call.realms.of({ accountId: realm.accountId, region });
  const parsed = policy === undefined ? defaultPolicy(realm.accountId) : parsePolicy(policy);
  const replica = await addKey(call, { id: key.id, description, usage: key.usage }, home);
  facts.family.regions.add(region);
  const { family, rotation, material } = facts;
  const target = targetOf(home, replica);
  Object.assign(target.facts, { family, rotation, material, policy: parsed, tags });
  return {
    ReplicaKeyMetadata: keyMetadata(call, target),
    ReplicaPolicy: parsed.text,
    ReplicaTags: tagsOutput(tags),
  };
}
