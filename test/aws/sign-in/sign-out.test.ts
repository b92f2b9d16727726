import { describe, expect, it } from 'vitest';
import { listAccounts } from '../../../electron/aws/sign-in/portal.ts';
import { signOut } from '../../../electron/aws/sign-in/sign-out.ts';
import { readToken, writeToken } from '../../../electron/aws/sso-token.ts';
import { network, session, signInSetting } from './setting.ts';
import { nearlyExpired, signedIn } from './tokens.ts';

const setting = signInSetting();

describe('signing out', () => {
  it('ends the sign-in at AWS, for whoever has the token, too', async () => {
    const token = await signedIn();
    await signOut(session, network);
    expect(await readToken('corp')).toBeNull();
    await writeToken('corp', token);
    await expect(listAccounts(session, network)).rejects.toMatchObject({ code: 'sign-in-needed' });
  });

  it('ends one whose token has expired, but could be renewed', async () => {
    const { renewal } = await nearlyExpired(-1);
    await signOut(session, network);
    expect(setting().center.calls.get('Logout')).toBe(1);
    expect(await readToken('corp')).toBeNull();
    expect(renewal).not.toBeNull();
  });

  it('is nothing to complain of where nobody is signed in', async () => {
    await signOut(session, network);
    expect(await readToken('corp')).toBeNull();
    expect(setting().center.calls.size).toBe(0);
  });

  it('is nothing to complain of where AWS has ended it already', async () => {
    await signedIn();
    setting().center.revoke();
    await signOut(session, network);
    expect(await readToken('corp')).toBeNull();
  });

  it('works offline, too, but is told', async () => {
    await signedIn();
    await setting().center.goOffline();
    await expect(signOut(session, network)).rejects.toMatchObject({
      code: 'sign-out-unconfirmed',
      details: { errorName: 'ECONNREFUSED' },
    });
    expect(await readToken('corp')).toBeNull();
    await setting().center.goOnline();
  });
});
