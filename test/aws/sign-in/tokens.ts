/** Tokens for tests: got from the service, and put into the file as if they were older. */
import { signIn } from '../../../electron/aws/sign-in/sign-in.ts';
import { type SessionSettings, tokenKey } from '../../../electron/aws/sign-in-sessions.ts';
import { readToken, type SsoToken, writeToken } from '../../../electron/aws/sso-token.ts';

import { visit } from '../../support/identity/visitor.ts';
import { network, session } from './setting.ts';

/** Signs in as a person would. */
export async function signedIn(): Promise<SsoToken> {
  const { signal } = new AbortController();
  await signIn(session, 'browser', network, {
    signal,
    onPrompt: ({ url }) => void visit(url),
  });
  return kept();
}

/** Signed in, with `minutes` left of the token. */
export async function nearlyExpired(minutes: number): Promise<SsoToken> {
  const token = { ...(await signedIn()), expiresAt: new Date(Date.now() + minutes * 60_000) };
  await writeToken(tokenKey(session.id), token);
  return kept();
}

export async function kept(of: SessionSettings = session): Promise<SsoToken> {
  const token = await readToken(tokenKey(of.id));
  if (token === null) throw new Error('No token is kept');
  return token;
}
