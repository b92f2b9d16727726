/** The key service of a profile: kept as long as the profile is the same, and ready when it is handed out. */
import { writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createProfileAccesses, type ProfileAccesses } from '../electron/aws/credentials.ts';
import { createNetwork } from '../electron/aws/network.ts';
import { createPracticeKms } from '../electron/kms/practice/create-practice-kms.ts';
import { fileProtection } from '../electron/kms/practice/file-protection.ts';
import { createKmsFor } from '../electron/kms-access.ts';
import { explain } from '../electron/vault/explain.ts';
import type { KmsFor } from '../electron/vault/vault.ts';
import { type AwsHome, createAwsHome } from './aws/aws-home.ts';
import { type Aws, startAws } from './support/aws.ts';
import { configText, profile } from './support/identity/organisation.ts';
import { keepToken, signIn } from './support/identity/signed-in.ts';
import { createPracticeKey } from './support/practice-key.ts';

let home: AwsHome;
let aws: Aws;
let profiles: ProfileAccesses;
let kmsFor: KmsFor;
let questions: (readonly string[])[];
const { kms: practice } = createPracticeKms({
  folder: '/nowhere',
  protection: fileProtection,
});

beforeEach(async () => {
  home = await createAwsHome();
  await writeFile(home.config, configText());
  aws = await startAws();
  for (const [name, value] of Object.entries(aws.env)) vi.stubEnv(name, value);
  questions = [];
  const mfaCode = (...question: readonly string[]): Promise<string> => {
    questions.push(question);
    return new Promise(() => undefined);
  };
  profiles = createProfileAccesses({ network: createNetwork(), mfaCode });
  kmsFor = createKmsFor(practice, profiles);
});
afterEach(async () => {
  await aws[Symbol.asyncDispose]();
  await home.close();
});

const signedIn = async () => keepToken(home.folder, 'corp', await signIn(aws.center));

describe('the key service', () => {
  it('of practice is practice’s', async () => {
    expect(await kmsFor('practice', 'eu-west-1')).toBe(practice);
    expect(aws.center.calls.size).toBe(0);
  });

  it('is the same for a profile and region, also after the files were read anew', async () => {
    await signedIn();
    const first = await kmsFor('aws:dev', null);
    profiles.reload();
    expect(await kmsFor('aws:dev', 'us-east-1')).toBe(first);
    expect(await kmsFor('aws:dev', 'eu-west-1')).not.toBe(first);
    expect(aws.center.calls.get('GetRoleCredentials')).toBe(1);
  });

  it('is another one for a profile that changed, while the former goes on', async () => {
    await signedIn();
    const keyArn = await createPracticeKey(aws.kms.store, aws.kms.realm, 'payroll');
    const first = await kmsFor('aws:dev', null);
    await writeFile(home.config, configText().replace('Developer', 'Auditor'));
    profiles.reload();
    expect(await kmsFor('aws:dev', null)).not.toBe(first);
    expect(await first.describeKey(keyArn)).toMatchObject({ arn: keyArn });
  });

  it('goes on with new credentials where AWS says that the old ones have ended', async () => {
    await signedIn();
    const keyArn = await createPracticeKey(aws.kms.store, aws.kms.realm, 'payroll');
    const kms = await kmsFor('aws:dev', null);
    await kms.describeKey(keyArn);
    aws.center.expireCredentials();
    const described = [kms.describeKey(keyArn), kms.describeKey(keyArn)];
    expect(await Promise.all(described)).toMatchObject([{ arn: keyArn }, { arn: keyArn }]);
    expect(aws.center.calls.get('GetRoleCredentials')).toBe(2);
    aws.center.expireCredentials();
    aws.center.revoke();
    await expect(kms.describeKey(keyArn)).rejects.toMatchObject({ error: { code: 'sign-in-needed' } });
  });

  it.each([
    ['aws:dev', 'sign-in-needed'],
    ['aws:nobody', 'profile-not-found'],
    ['nonsense', 'profile-not-found'],
    ['aws:nowhere', 'profile-unusable'],
    ['env:', 'profile-not-found'],
  ])('of %s cannot be had: %s', async (id, code) => {
    const keys = { aws_access_key_id: 'AKIA', aws_secret_access_key: 's' };
    await writeFile(home.config, configText() + profile('nowhere', keys));
    await expect(kmsFor(id, null)).rejects.toMatchObject({ error: { code } });
  });

  it('is not waited for by who has gone, when a person is asked for a code', async () => {
    await signedIn();
    const controller = new AbortController();
    const pending = kmsFor('aws:guarded', null, { signal: controller.signal });
    await expect.poll(() => questions.length).toBe(1);
    controller.abort();
    await expect(pending).rejects.toMatchObject({ error: { code: 'cancelled' } });
  });
});

describe('the account that is named', () => {
  const own = '111122223333';
  const other = '444455556666';
  const codeIn = (id: string, accountId: string): Promise<string> =>
    kmsFor(id, null, { accountId }).then(
      () => 'handed out',
      (error: unknown) => explain(error).code,
    );

  it('is the one that AWS says, asked once for a profile that stays the same', async () => {
    await signedIn();
    expect([await codeIn('aws:dev', own), await codeIn('aws:dev', own)]).toEqual([
      'handed out',
      'handed out',
    ]);
    expect(await codeIn('aws:dev', other)).toBe('profile-changed');
    profiles.reload();
    expect(await codeIn('aws:dev', own)).toBe('handed out');
    expect(aws.center.calls.get('GetCallerIdentity')).toBe(1);
    expect(aws.kms.calls.size).toBe(0);
  });

  it('is not that of a profile whose meaning changed, from the moment its files are read', async () => {
    await signedIn();
    expect(await codeIn('aws:dev', own)).toBe('handed out');
    const moved = configText().replace(
      `${own}\nsso_role_name = Developer`,
      `${other}\nsso_role_name = Reader`,
    );
    await writeFile(home.config, moved);
    profiles.reload();
    expect(await codeIn('aws:dev', own)).toBe('profile-changed');
    expect(await codeIn('aws:dev', other)).toBe('handed out');
  });

  it('is the one in the files in a network without STS, where they tell it', async () => {
    await signedIn();
    vi.stubEnv('AWS_ENDPOINT_URL_STS', 'http://127.0.0.1:9');
    await writeFile(home.config, `${configText()}\n${keys('plain')}`);
    expect(await codeIn('aws:dev', own)).toBe('handed out');
    expect(await codeIn('aws:dev', other)).toBe('profile-changed');
    expect(await codeIn('aws:plain', own)).toBe('offline');
  });
});

const keys = (name: string): string =>
  profile(name, { aws_access_key_id: 'AKIA', aws_secret_access_key: 's', region: 'us-east-1' });
