/** Profiles that sign in: what they get opens KMS, and is got no more often than it has to be. */
import { readFile, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { configText, corp, profile } from '../../support/identity/organisation.ts';
import { keepToken, signIn } from '../../support/identity/signed-in.ts';
import { accesses, accessSetting, codeOf } from './setting.ts';

const setting = accessSetting();

describe('a profile that signs in', () => {
  it('opens KMS with the token that a sign-in left, by session and by start URL', async () => {
    await setting().signedIn();
    expect(await setting().useKms(accesses(), 'aws:dev')).toBe(setting().keyArn);
    await keepToken(setting().home.folder, corp.startUrl, await signIn(setting().aws.center, []));
    expect(await setting().useKms(accesses(), 'aws:old')).toBe(setting().keyArn);
  });

  it('gets its credentials once, for all regions and all who ask', async () => {
    await setting().signedIn();
    const profiles = accesses();
    await Promise.all([setting().useKms(profiles, 'aws:dev'), setting().useKms(profiles, 'aws:dev')]);
    await setting().useKms(profiles, 'aws:dev');
    expect(setting().calls('GetRoleCredentials')).toBe(1);
  });

  it('renews the token first, where it has ended', async () => {
    await setting().signedIn();
    setting().aws.center.expireTokens();
    expect(await setting().useKms(accesses(), 'aws:dev')).toBe(setting().keyArn);
  });

  it('needs a sign-in where nobody signed in, or the sign-in was taken back; and none where nobody can be reached', async () => {
    const { credentials } = await accesses().open('aws:dev');
    expect(await codeOf(credentials())).toBe('sign-in-needed');
    await setting().signedIn();
    await setting().aws.center.goOffline();
    expect(await codeOf(credentials())).toBe('offline');
    await setting().aws.center.goOnline();
    setting().aws.center.revoke();
    expect(await codeOf(credentials())).toBe('sign-in-needed');
  });

  it('is told that its role is not assigned any more', async () => {
    await setting().signedIn();
    setting().aws.center.change({
      ...corp,
      people: [{ name: 'alice', assignments: { '444455556666': ['Reader'] } }],
    });
    const { credentials } = await accesses().open('aws:dev');
    expect(await codeOf(credentials())).toBe('role-not-allowed');
  });
});

describe('after the files were read anew, a profile', () => {
  it('that is the same keeps its credentials', async () => {
    await setting().signedIn();
    const profiles = accesses();
    const before = await profiles.open('aws:dev');
    await before.credentials();
    await writeFile(setting().home.config, `${configText()}\n${profile('another', { region: 'eu-west-1' })}`);
    profiles.reload();
    expect(await profiles.open('aws:dev')).toBe(before);
    expect(setting().calls('GetRoleCredentials')).toBe(1);
  });

  it.each([
    ['whose settings changed', (text: string) => text.replace('Developer', 'Auditor')],
    [
      'whose session changed',
      (text: string) =>
        text
          .replace('sso_registration_scopes', 'x = y\nsso_registration_scopes')
          .replace(corp.startUrl, `${corp.startUrl}/`),
    ],
    [
      'whose services changed',
      (text: string) =>
        text.replace(
          '[profile dev]',
          '[services s]\nkms =\n  endpoint_url = https://kms.example\n[profile dev]\nservices = s',
        ),
    ],
  ])('%s is another one', async (_, change) => {
    await setting().signedIn();
    const profiles = accesses();
    const before = await profiles.open('aws:dev');
    await writeFile(setting().home.config, change(await readFile(setting().home.config, 'utf8')));
    expect(await profiles.open('aws:dev')).toBe(before);
    profiles.reload();
    expect(await profiles.open('aws:dev')).not.toBe(before);
  });

  it('whose source profile changed is another one', async () => {
    const profiles = accesses();
    const before = await profiles.open('aws:writer');
    await writeFile(setting().home.config, configText().replace('Developer', 'Auditor'));
    profiles.reload();
    expect(await profiles.open('aws:writer')).not.toBe(before);
  });

  it('with which somebody signed in anew is another one', async () => {
    await setting().signedIn();
    const profiles = accesses();
    const before = await profiles.open('aws:dev');
    await before.credentials();
    await setting().signedIn();
    profiles.reload();
    const after = await profiles.open('aws:dev');
    expect((await after.credentials()).accessKeyId).not.toBe((await before.credentials()).accessKeyId);
  });
});
