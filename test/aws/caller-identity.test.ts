/** Who AWS says a profile is. */
import { describe, expect, it } from 'vitest';
import { callerIdentity } from '../../electron/aws/caller-identity.ts';
import { accesses, accessSetting, codeOf } from './credentials/setting.ts';

const setting = accessSetting();

describe('who the profile is', () => {
  it('is told with the person’s user name and the role as people know it', async () => {
    const role = 'AWSReservedSSO_Developer_0123456789abcdef';
    await setting().signedIn();
    const caller = await callerIdentity(await accesses().open('aws:dev'));
    expect(caller).toMatchObject({ accountId: '111122223333', userName: 'alice', roleName: 'Developer' });
    expect(caller.arn).toContain(role.split('_')[0]);
  });

  it('can be taken back', async () => {
    await setting().signedIn();
    const controller = new AbortController();
    const access = await accesses().open('aws:dev');
    await access.credentials();
    controller.abort();
    expect(await codeOf(callerIdentity(access, { signal: controller.signal }))).toBe('cancelled');
  });

  it('cannot be known offline', async () => {
    await setting().signedIn();
    const access = await accesses().open('aws:dev');
    await access.credentials();
    await setting().aws.center.goOffline();
    expect(await codeOf(callerIdentity(access))).toBe('offline');
  });
});
