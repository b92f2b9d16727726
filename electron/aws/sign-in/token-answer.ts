/** What the sign-in service answers to whoever asks for a token, as the token to be kept. */
import type { CreateTokenCommandOutput } from '@aws-sdk/client-sso-oidc';
import type { SessionSettings } from '../sign-in-sessions.ts';
import type { SsoToken, TokenRenewal } from '../sso-token.ts';
import { isSeconds, isWord } from './answer-values.ts';
import { unexpectedAnswer } from './service-error.ts';

/** How the app is known to the sign-in service. */
export type Registration = Omit<TokenRenewal, 'refreshToken'>;

type Answer = Pick<CreateTokenCommandOutput, 'accessToken' | 'expiresIn' | 'refreshToken'>;

/** Throws AwsError `offline` (UnexpectedAnswer) where there is no token in it. */
export function tokenOf(answer: Answer, session: SessionSettings, registration: Registration): SsoToken {
  const { accessToken, expiresIn, refreshToken } = answer;
  if (!isWord(accessToken) || !isSeconds(expiresIn)) throw unexpectedAnswer();
  if (refreshToken && !isWord(refreshToken)) throw unexpectedAnswer();
  return {
    startUrl: session.startUrl,
    region: session.region,
    accessToken,
    expiresAt: new Date(Date.now() + expiresIn * 1_000),
    renewal: refreshToken ? { ...registration, refreshToken } : null,
  };
}
