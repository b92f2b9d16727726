/**
 * Signing in to IAM Identity Center.
 *
 * Guarantees: nothing is opened here, whoever asked opens the page; a sign-in ends with a token where every AWS tool
 * finds it, or with the former state and an `AwsError`; it waits ten minutes at most, and not after `signal` aborted;
 * only a page over https, or on this computer, is ever told.
 */
import { loadConfigFiles } from '../config-files.ts';
import { AwsError, type AwsErrorCode } from '../errors.ts';
import { isSafeUrl } from '../network/endpoints.ts';
import { type SessionSettings, tokenKey } from '../sign-in-sessions.ts';
import { writeToken } from '../sso-token.ts';
import { browserWay } from './browser-way.ts';
import { deviceWay } from './device-way.ts';
import { serviceError } from './service-error.ts';
import { isNamed, type SsoNetwork, withOidc } from './sso-clients.ts';
import type { SignInPrompt } from './way.ts';

/** On a page that comes back by itself, where the session has that, or by comparing a code. */
export type SignInWay = 'browser' | 'device';

export interface SignInOptions {
  readonly signal: AbortSignal;
  /** Told once; the page is to be opened then. */
  readonly onPrompt: (prompt: SignInPrompt) => void;
}

/** Milliseconds for the person; AWS's own codes last as long. */
const TIME_LIMIT = 10 * 60_000;
const SCOPE = 'sso:account:access';

/** What answers of the service mean while somebody signs in. */
const meanings: ReadonlyMap<string, AwsErrorCode> = new Map([
  ['ExpiredTokenException', 'sign-in-timeout'],
  ['InvalidGrantException', 'sign-in-denied'],
  ['UnauthorizedClientException', 'sign-in-denied'],
  ['InvalidClientException', 'session-rejected'],
]);

/**
 * Rejects with AwsError `sign-in-denied`, `sign-in-timeout`, `sign-in-refused` (by us), `session-rejected`, `cancelled`,
 * `offline`, `throttled` or `token-not-saved`.
 */
export async function signIn(
  session: SessionSettings,
  way: SignInWay,
  network: SsoNetwork,
  { signal, onPrompt }: SignInOptions,
): Promise<void> {
  const over = new AbortController();
  const cancel = (): void => over.abort(new AwsError('cancelled'));
  const timer = setTimeout(() => over.abort(new AwsError('sign-in-timeout')), TIME_LIMIT);
  const until = new Date(Date.now() + TIME_LIMIT);
  signal.addEventListener('abort', cancel, { once: true });
  if (signal.aborted) cancel();
  const go = way === 'browser' && isNamed(session) ? browserWay : deviceWay;
  try {
    const scopes = await scopesOf(session);
    const options = { session, scopes, signal: over.signal, until, onPrompt: onlySafe(onPrompt) };
    const token = await withOidc(session, network, (client) => go(client, options));
    over.signal.throwIfAborted();
    await writeToken(tokenKey(session.id), token);
  } catch (thrown) {
    throw serviceError(over.signal.aborted ? over.signal.reason : thrown, meanings);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', cancel);
  }
}

/** Those that the section asks for: other programs that share the token may need more than we do. */
async function scopesOf(session: SessionSettings): Promise<readonly string[]> {
  const { ssoSessions } = await loadConfigFiles();
  const wanted = isNamed(session)
    ? ssoSessions.get(tokenKey(session.id))?.['sso_registration_scopes']
    : undefined;
  const scopes = (wanted ?? '').split(',').map((scope) => scope.trim());
  return [...new Set([SCOPE, ...scopes.filter((scope) => scope !== '')])];
}

function onlySafe(onPrompt: SignInOptions['onPrompt']): SignInOptions['onPrompt'] {
  return (prompt) => {
    if (!isPage(prompt.url)) throw new AwsError('sign-in-refused', { errorName: 'UnsafePage' });
    // As the browser would read it: what opens it may read it otherwise.
    onPrompt({ ...prompt, url: new URL(prompt.url).href });
  };
}

/** Whoever is told opens it with the system's means, and the answer that it is from could be anybody's. */
function isPage(url: string): boolean {
  if (!isSafeUrl(url)) return false;
  const { username, password } = new URL(url);
  return username === '' && password === '';
}
