/** One request to the KMS of the tests: who, where, what; the keys it names, and whether it may. */
import { parseKmsArn } from '../../../electron/kms/arn.ts';
import { PracticeException } from '../../../electron/kms/practice/exception.ts';
import { encryptionContext, type Input } from '../../../electron/kms/practice/input.ts';
import type { PracticeKey } from '../../../electron/kms/practice/key-store.ts';
import type { Output, Service } from '../../../electron/kms/practice/operation.ts';
import { keyArn, resolveKey } from '../../../electron/kms/practice/resolve-key.ts';
import { type Caller, mayAtHome } from './caller.ts';
import { grantAllows, grantTokens } from './grants.ts';
import { type KeyFacts, type RealmKeys, type Realms, readerOf } from './realms.ts';

export interface Call {
  readonly realms: Realms;
  readonly caller: Caller;
  readonly region: string;
  readonly input: Input;
  readonly now: () => Date;
}

export type CallOperation = (call: Call) => Promise<Output>;

/** A key that a request names. */
export interface Target {
  readonly realm: RealmKeys;
  readonly key: PracticeKey;
  readonly facts: KeyFacts;
  readonly arn: string;
}

/** The caller's own keys in the region of the request. */
export function homeOf({ realms, caller, region }: Call): RealmKeys {
  return realms.of({ accountId: caller.accountId, region });
}

/** What the operations of the practice KMS work with: one account and region, whoever calls. */
export function serviceOf(call: Call, realm: RealmKeys): Service {
  const { accountId, region } = realm;
  return { accountId, region, store: readerOf(realm), now: call.now };
}

/**
 * The key that a KeyId names, where the caller may do `action` (without `kms:`) with it: one of the caller's account, or
 * by its ARN one of another's.
 *
 * Throws AccessDeniedException, which for another account's key does not say whether it is there; NotFoundException and
 * InvalidArnException as `resolveKey`; InvalidGrantTokenException.
 *
 * @param withContext Whether the request's encryption context counts; it does for what uses the key.
 */
export async function reachKey(
  call: Call,
  named: string,
  action: string,
  withContext = false,
): Promise<Target> {
  const target = await findKey(call, named);
  if (target && mayDo(call, target, action, withContext)) return target;
  throw denied(call, action, target);
}

/** Null for a key of another account that is not there. */
export async function findKey(call: Call, named: string): Promise<Target | null> {
  const arn = parseKmsArn(named);
  const foreign = arn !== null && arn.region === call.region && arn.accountId !== call.caller.accountId;
  const realm = foreign ? call.realms.of(arn) : homeOf(call);
  const content = await realm.store.read();
  try {
    return targetOf(realm, resolveKey(realm, content, named));
  } catch (error) {
    if (foreign && error instanceof PracticeException) return null;
    throw error;
  }
}

/** The key of this id in the region, whosever it is; null where nobody has it. */
export async function findKeyId(call: Call, keyId: string): Promise<Target | null> {
  for (const realm of call.realms.inRegion(call.region)) {
    const key = (await realm.store.read()).keys.find(({ id }) => id === keyId);
    if (key) return targetOf(realm, key);
  }
  return null;
}

export function targetOf(realm: RealmKeys, key: PracticeKey): Target {
  return { realm, key, facts: realm.factsOf(key.id), arn: keyArn(realm, key.id) };
}

/** Whether the caller's account lets it, and the key's policy or a grant does. */
export function mayDo(call: Call, target: Target, action: string, withContext = false): boolean {
  const { caller, input } = call;
  const attempt = { caller, action: `kms:${action}`, context: withContext ? encryptionContext(input) : null };
  const tokens = grantTokens(input);
  if (!mayAtHome(caller, attempt.action)) return false;
  const word = target.facts.policy.decide(attempt);
  return word === 'silent'
    ? grantAllows(target.facts.grants, attempt, tokens, call.now())
    : word === 'allowed';
}

/** Throws AccessDeniedException for what concerns no key, e.g. ListKeys. */
export function authorizeAtHome({ caller }: Call, action: string): void {
  if (!mayAtHome(caller, `kms:${action}`)) throw refusal(caller, action, '*', 'identity');
}

export function denied({ caller }: Call, action: string, target: Target | null): PracticeException {
  if (target?.realm.accountId === caller.accountId) {
    return refusal(caller, action, target.arn, mayAtHome(caller, `kms:${action}`) ? 'resource' : 'identity');
  }
  return new PracticeException(
    'AccessDeniedException',
    `User: ${caller.arn} is not authorized to perform: kms:${action} on this resource because the resource does not exist in this Region, no resource-based policies allow access, or a resource-based policy explicitly denies access`,
  );
}

function refusal(
  { arn }: Caller,
  action: string,
  on: string,
  by: 'identity' | 'resource',
): PracticeException {
  return new PracticeException(
    'AccessDeniedException',
    `User: ${arn} is not authorized to perform: kms:${action} on resource: ${on} because no ${by}-based policy allows the kms:${action} action`,
  );
}
