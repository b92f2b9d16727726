/** Tags of keys. */

import { z } from 'zod';
import { malformed, PracticeException } from '../../../electron/kms/practice/exception.ts';
import { type Input, optionalStrings } from '../../../electron/kms/practice/input.ts';
import type { Output } from '../../../electron/kms/practice/operation.ts';
import type { Call, Target } from './call.ts';
import { checkNotPending } from './change-key.ts';

const MAX_TAGS = 50;
const tagList = z.array(z.strictObject({ TagKey: z.string(), TagValue: z.string() }));

/** The tags of a request by their keys; throws TagException for what is no tag. */
export function readTags(input: Input): ReadonlyMap<string, string> {
  const parsed = tagList.safeParse(input.get('Tags') ?? []);
  if (!parsed.success) throw malformed('Tags must be a list of keys and values');
  const tags = new Map(parsed.data.map(({ TagKey, TagValue }) => [TagKey, TagValue]));
  const bad = [...tags].some(
    ([key, value]) => key.length < 1 || key.length > 128 || key.startsWith('aws:') || value.length > 256,
  );
  if (bad || tags.size !== parsed.data.length)
    throw new PracticeException('TagException', 'The tags are not valid.');
  return tags;
}

export async function listResourceTags(_: Call, { facts }: Target): Promise<Output> {
  return { Tags: tagsOutput(facts.tags), Truncated: false };
}

export async function tagResource({ input }: Call, target: Target): Promise<Output> {
  checkNotPending(target);
  const tags = new Map([...target.facts.tags, ...readTags(input)]);
  if (tags.size > MAX_TAGS)
    throw new PracticeException('LimitExceededException', 'A key has at most 50 tags.');
  target.facts.tags = tags;
  return {};
}

export async function untagResource({ input }: Call, target: Target): Promise<Output> {
  checkNotPending(target);
  const gone = optionalStrings(input, 'TagKeys', MAX_TAGS);
  target.facts.tags = new Map([...target.facts.tags].filter(([key]) => !gone.includes(key)));
  return {};
}

export function tagsOutput(tags: ReadonlyMap<string, string>): readonly Output[] {
  return [...tags].map(([TagKey, TagValue]) => ({ TagKey, TagValue }));
}
