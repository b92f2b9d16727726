/** Signing out of IAM Identity Center: at AWS, and on this computer, which must not fail because of AWS. */
import { LogoutCommand } from '@aws-sdk/client-sso';
import { AwsError } from '../errors.ts';
import { type SessionSettings, tokenKey } from '../sign-in-sessions.ts';
import { removeToken } from '../sso-token.ts';
import { withToken } from './fresh-token.ts';
import { type SsoNetwork, withPortal } from './sso-clients.ts';

/**
 * Ends the sign-in and removes its token. Rejects with AwsError `token-not-saved` where it cannot be removed, and with
 * `sign-out-unconfirmed` where it is removed, but AWS could not be told.
 */
export async function signOut(session: SessionSettings, network: SsoNetwork): Promise<void> {
  // With a fresh token, for AWS would not hear an old one, and go on to renew it for whoever has it.
  const problem = await withToken(session, network, (accessToken) =>
    withPortal(session, network, (client) => client.send(new LogoutCommand({ accessToken }))),
  ).then(
    () => null,
    (error: AwsError) => error,
  );
  await removeToken(tokenKey(session.id));
  if (problem === null || problem.code === 'sign-in-needed') return;
  throw new AwsError('sign-out-unconfirmed', problem.details);
}
