/** What a test does with keys without going through the API. */
import { parseKeyArn } from '../../../electron/kms/arn.ts';
import { createPracticeKey } from '../practice-key.ts';
import { parsePolicy, policyText } from './policy.ts';
import type { RealmKeys, Realms } from './realms.ts';

const users = [
  ...['Encrypt', 'Decrypt', 'ReEncrypt*', 'GenerateDataKey*', 'DescribeKey', 'GetPublicKey', 'CreateGrant'],
].map((name) => `kms:${name}`);

/**
 * Puts a policy on a key: its own account may do everything, and `others` what `actions` say.
 *
 * @param others Accounts (12 digits), and ARNs of users and roles.
 */
export function allow(
  realms: Realms,
  keyArn: string,
  others: readonly string[],
  actions: readonly string[] = users,
): void {
  const arn = parseKeyArn(keyArn);
  if (!arn) throw new Error(`${keyArn} is not the ARN of a key`);
  const own = { to: [arn.accountId], actions: ['kms:*'] };
  realms.of(arn).factsOf(arn.keyId).policy = parsePolicy(policyText([own, { to: others, actions }]));
}

/** A key as AWS makes it for a service: people see it, only the service uses it, and it is rotated every year. */
export async function addAwsManagedKey(realm: RealmKeys, service: string, now: Date): Promise<string> {
  const description = `Default key that protects what ${service} keeps when no other key is defined`;
  const arn = await createPracticeKey(realm.store, realm, `aws/${service}`, { description });
  const shown = ['kms:Describe*', 'kms:Get*', 'kms:List*'];
  const facts = realm.factsOf(arn.split('/')[1] ?? '');
  facts.manager = 'AWS';
  facts.policy = parsePolicy(policyText([{ to: [realm.accountId], actions: shown }]));
  facts.rotation = { days: 365, since: now };
  return arn;
}
