/** The key service of a profile: kept as long as the profile is the same, and ready when it is handed out. */
import { writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createProfileAccesses, type ProfileAccesses } from '../electron/aws/credentials.ts';
import { createNetwork } from '../electron/aws/network.ts';
import { createPracticeKms } from '../electron/kms/practice/create-practice-kms.ts';
import { fileProtection } from '../electron/kms/practice/file-protection.ts';
import { createKmsFor } from '../electron/kms-access.ts';
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
    const pending = kmsFor('aws:guarded', null, controller.signal);
    await expect.poll(() => questions.length).toBe(1);
    controller.abort();
    await expect(pending).rejects.toMatchObject({ error: { code: 'cancelled' } });
  });
});
