/** Roles that are assumed: from profiles, with codes of MFA devices, with web identity tokens. */
import { appendFile, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { callerIdentity } from '../../../electron/aws/caller-identity.ts';
import { corp, profile } from '../../support/identity/organisation.ts';
import { accesses, accessSetting, codeOf } from './setting.ts';

const DEVICE = 'arn:aws:iam::111122223333:mfa/alice';
const WRITER = 'role_arn = arn:aws:iam::444455556666:role/Writer\nsource_profile = dev\nregion = us-east-1\n';
const DEPLOY = 'arn:aws:iam::444455556666:role/Deploy';
const setting = accessSetting();

describe('a role', () => {
  it('is assumed from the profile that it names', async () => {
    await setting().signedIn();
    const profiles = accesses();
    const caller = await callerIdentity(await profiles.open('aws:writer'));
    expect(caller).toMatchObject({ accountId: '444455556666', roleName: 'Writer' });
    expect(caller.userName).toMatch(/^envelope-vault-\d+$/);
  });

  it('is assumed with the name, the duration and the external id that its profile says', async () => {
    await setting().signedIn();
    const roles = corp.roles.map((role) => ({ ...role, externalId: 'agreed' }));
    setting().aws.center.change({ ...corp, roles });
    expect(await codeOf((await accesses().open('aws:writer')).credentials())).toBe('role-not-allowed');
    const settings = 'external_id = agreed\nrole_session_name = night-run\nduration_seconds = 900\n';
    await appendFile(setting().home.config, `[profile agreed]\n${settings}${WRITER}`);
    const access = await accesses().open('aws:agreed');
    const { expiration } = await access.credentials();
    const minutes = ((expiration?.getTime() ?? 0) - Date.now()) / 60_000;
    expect(Math.round(minutes)).toBe(15);
    expect(await callerIdentity(access)).toMatchObject({ userName: 'night-run' });
  });

  it('with MFA asks for one code, of the device, for all who use it', async () => {
    await setting().signedIn();
    const asked: (readonly string[])[] = [];
    const profiles = accesses({
      mfaCode: async (name, device) => {
        asked.push([name, device]);
        return setting().aws.center.mfa.press(device);
      },
    });
    const access = await profiles.open('aws:guarded');
    await Promise.all([access.credentials(), access.credentials()]);
    profiles.reload();
    expect(await callerIdentity(await profiles.open('aws:guarded'))).toMatchObject({ roleName: 'Guarded' });
    expect(asked).toEqual([['guarded', DEVICE]]);
  });

  it('with MFA asks for no other code because the token was renewed', async () => {
    await setting().signedIn();
    setting().aws.center.expireTokens();
    let asked = 0;
    const mfaCode = async (_: string, device: string) => {
      asked += 1;
      return setting().aws.center.mfa.press(device);
    };
    const profiles = accesses({ mfaCode });
    await (await profiles.open('aws:guarded')).credentials();
    profiles.reload();
    await (await profiles.open('aws:guarded')).credentials();
    expect({ asked, renewed: setting().calls('CreateToken') }).toEqual({ asked: 1, renewed: 2 });
  });

  it('says that a code was wrong, and asks again the next time', async () => {
    await setting().signedIn();
    const codes = ['000000', setting().aws.center.mfa.press(DEVICE)];
    const { credentials } = await accesses({ mfaCode: async () => codes.shift() ?? '' }).open('aws:guarded');
    expect(await codeOf(credentials())).toBe('mfa-rejected');
    expect(await credentials()).toMatchObject({ sessionToken: expect.any(String) });
  });

  it('asks for no code before the source is signed in, and passes on that the person gave none', async () => {
    const stopped = new Error('taken back');
    const mfaCode = () => Promise.reject(stopped);
    const { credentials } = await accesses({ mfaCode }).open('aws:guarded');
    expect(await codeOf(credentials())).toBe('sign-in-needed');
    await setting().signedIn();
    await expect(credentials()).rejects.toBe(stopped);
  });

  it('whose code nobody can be asked for, or whose token is not there, cannot be used', async () => {
    await setting().signedIn();
    expect(await codeOf((await accesses().open('aws:guarded')).credentials())).toBe('mfa-needed');
    const settings = { role_arn: DEPLOY, web_identity_token_file: '/nowhere/token' };
    await writeFile(setting().home.config, profile('ci', settings));
    expect(await codeOf((await accesses().open('aws:ci')).credentials())).toBe('profile-unusable');
  });

  it('that does not trust the person is told', async () => {
    await setting().signedIn();
    setting().aws.center.change({ ...corp, roles: corp.roles.map((role) => ({ ...role, trusts: [] })) });
    await expect((await accesses().open('aws:writer')).credentials()).rejects.toMatchObject({
      code: 'role-not-allowed',
      details: { profile: 'writer', roleName: 'Writer', accountId: '444455556666' },
    });
  });

  it('is assumed with a web identity token, which is read each time', async () => {
    const token = `${setting().home.folder}/token`;
    await writeFile(
      setting().home.config,
      profile('ci', { role_arn: DEPLOY, web_identity_token_file: token }),
    );
    await writeFile(token, 'another token');
    const { credentials } = await accesses().open('aws:ci');
    expect(await codeOf(credentials())).toBe('credentials-rejected');
    await writeFile(token, 'token-of-the-pipeline\n');
    expect(await credentials()).toMatchObject({ sessionToken: expect.any(String) });
  });
});
