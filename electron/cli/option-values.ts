/** What stands behind options, read and checked; all of it throws `UsageError` for what cannot be understood. */
import type { ConflictPolicy } from '../contract/state.ts';
import { SHARE_ABOVE } from '../vault/batch.ts';
import { checkContext } from '../vault/encryption-context.ts';
import { explain } from '../vault/explain.ts';
import { conflictPolicies, dataKeyPolicies, type OptionName } from './grammar.ts';

/** What a person wrote cannot be understood; the message says why. Exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** As many as the format's count can say. */
const MAX_ENCRYPTED_DATA_KEYS = 0xffff;

/** Keys and grant tokens of one call; as many keys as envelopes are read with. */
const MAX_REPEATED = 10;

/** What is given for each option; `true` for a switch. */
export type Values = ReadonlyMap<string, readonly unknown[]>;

/** What is given behind an option. */
export const texts = (values: Values, option: OptionName): readonly string[] =>
  (values.get(option) ?? []).filter((value) => typeof value === 'string');

/** What is given behind an option that may be given once; null where it is not. */
export function single(name: OptionName, values: readonly string[]): string | null {
  if (values.length > 1) throw new UsageError(`--${name} may be given once`);
  return several(name, values)[0] ?? null;
}

export function several(name: OptionName, values: readonly string[]): readonly string[] {
  if (values.length > MAX_REPEATED) throw new UsageError(`--${name} may be given ${MAX_REPEATED} times`);
  if (values.includes('')) throw new UsageError(`--${name} is empty`);
  if (!values.every((value) => value.isWellFormed())) throw new UsageError(`--${name} is not valid UTF-8`);
  return values;
}

export function parseAccount(digits: string): string {
  if (!/^[0-9]{12}$/.test(digits)) throw new UsageError('--account is the 12 digits of an AWS account');
  return digits;
}

export function parsePolicy(word: string | null): ConflictPolicy {
  const policy = conflictPolicies.find((one) => one === (word ?? 'fail'));
  if (policy === undefined) throw new UsageError(`--on-conflict is one of ${listed(conflictPolicies)}`);
  return policy;
}

/** Files above which they share a data key. One file alone has its data key for itself, whatever is said. */
export function parseDataKeys(word: string | null): number {
  if (word === null) return SHARE_ABOVE;
  if (word === 'per-file') return Number.POSITIVE_INFINITY;
  if (word === 'shared') return 1;
  if (!/^[1-9][0-9]{0,5}$/.test(word))
    throw new UsageError(`--data-keys is ${listed([...dataKeyPolicies, 'a number from 1 to 999999'])}`);
  return Number(word);
}

export function parseCount(name: OptionName, digits: string | null): number | null {
  if (digits === null) return null;
  const count = /^[0-9]{1,5}$/.test(digits) ? Number(digits) : 0;
  if (count < 1 || count > MAX_ENCRYPTED_DATA_KEYS)
    throw new UsageError(`--${name} is a number from 1 to ${MAX_ENCRYPTED_DATA_KEYS}`);
  return count;
}

export function parseContext(pairs: readonly string[]): ReadonlyMap<string, string> {
  const context = new Map<string, string>();
  for (const pair of pairs) {
    const at = pair.indexOf('=');
    if (at < 1 || at === pair.length - 1)
      throw new UsageError(`--context needs KEY=VALUE, neither of them empty, not "${pair}"`);
    const key = pair.slice(0, at);
    if (context.has(key)) throw new UsageError(`--context has "${key}" twice`);
    context.set(key, pair.slice(at + 1));
  }
  try {
    checkContext(context);
  } catch (error) {
    throw new UsageError(explain(error).message);
  }
  return context;
}

/** `a, b or c`. */
export const listed = (words: readonly string[]): string =>
  words.length < 2 ? words.join() : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
