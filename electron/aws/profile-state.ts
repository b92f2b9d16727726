/** Whether a profile can be used now, as far as files and environment tell. */
import { environmentState, isInContainer } from './environment.ts';
import { loginState } from './login-token.ts';
import type { Leaf } from './profile-chain.ts';
import type { SignInState } from './sso-token.ts';

export type AwsProfileState =
  /** `until` in ISO 8601: when it ends; null where it does not, is renewed by itself, or nobody knows before. */
  | { readonly status: 'ready'; readonly until: string | null }
  /** To its session; where it has none, by `aws login`. */
  | { readonly status: 'sign-in' }
  /** A code of an MFA device is asked for when it is used. */
  | { readonly status: 'mfa' }
  /** Whether it works shows when it is used: a program or a server gives its credentials. */
  | { readonly status: 'on-use' }
  | { readonly status: 'unusable'; readonly reason: string };

/** The state of a session, by its id. */
export type SignInStates = (sessionId: string) => Promise<SignInState>;

/** Of a profile with this leaf; `mfa`: a role on the way asks for a code. */
export async function chainState(
  leaf: Leaf,
  mfa: boolean,
  now: Date,
  signIns: SignInStates,
): Promise<AwsProfileState> {
  const state = await leafState(leaf, now, signIns);
  const works = state.status === 'ready' || state.status === 'on-use';
  return mfa && works ? { status: 'mfa' } : state;
}

const afterLogin = {
  ready: { status: 'ready', until: null },
  expired: { status: 'on-use' },
  none: { status: 'sign-in' },
} as const;

async function leafState(leaf: Leaf, now: Date, signIns: SignInStates): Promise<AwsProfileState> {
  switch (leaf.kind) {
    case 'static':
      return { status: 'ready', until: null };
    case 'environment':
      return environmentState(now);
    case 'container':
      return isInContainer()
        ? { status: 'on-use' }
        : {
            status: 'unusable',
            reason: 'It takes its credentials from a container of AWS, and this is none.',
          };
    case 'web-identity':
    case 'credential-process':
    case 'instance':
      return { status: 'on-use' };
    case 'login':
      return afterLogin[await loginState(leaf.loginSession, now)];
    case 'sso':
    case 'legacy-sso': {
      const session = await signIns(leaf.sessionId);
      return session.status === 'signed-in'
        ? { status: 'ready', until: session.until }
        : { status: 'sign-in' };
    }
    case 'unusable':
      return { status: 'unusable', reason: leaf.reason };
  }
}
