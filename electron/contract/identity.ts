/**
 * Whose keys are used, as the window shows it: profiles and what state they are in, sign-in sessions, sign-ins under
 * way, and who AWS says the chosen profile is. No token, code or secret is ever part of it, but the code that a person
 * has to compare in the browser (`userCode`). Times are ISO 8601 in UTC.
 */
import type { VaultError } from './errors.ts';

export type ProfileKind =
  | 'practice'
  | 'sso'
  | 'legacy-sso'
  | 'role'
  | 'static'
  | 'web-identity'
  | 'credential-process'
  | 'login'
  /** Access keys in the environment of this program. */
  | 'environment'
  /** Credentials of the container that it runs in. */
  | 'container'
  /** Credentials of the EC2 instance that it runs on. */
  | 'instance'
  | 'unusable';

/** As far as files on this computer tell, and as AWS answered last. */
export type ProfileState =
  /** `until`: when it ends; null where it does not, where it is renewed by itself, and where nobody knows before. */
  | { readonly status: 'ready'; readonly until: string | null }
  | { readonly status: 'sign-in' }
  /** A code of an MFA device is asked for when it is used. */
  | { readonly status: 'mfa' }
  /** Whether it works shows when it is used: a program or a server gives its credentials. */
  | { readonly status: 'on-use' }
  /** Signed in, but AWS said that the role is not assigned to this person. */
  | { readonly status: 'not-assigned' }
  | { readonly status: 'unusable'; readonly reason: string };

export interface ProfileView {
  /** `practice`, or `aws:` and the profile's name, or `env:`, or `container:`: what `selectProfile` takes. */
  readonly id: string;
  readonly name: string;
  readonly kind: ProfileKind;
  /** What the chain of source profiles of a role ends in, in the same words; null where it is no role. */
  readonly leaf: ProfileKind | null;
  readonly accountId: string | null;
  readonly roleName: string | null;
  readonly region: string | null;
  /** `id` of the session to sign in to, also where a role's source profile needs it. */
  readonly sessionId: string | null;
  readonly state: ProfileState;
}

/** Something to sign in to: an `sso-session` of the config file, or the start URL of profiles without one. */
export interface SignInSession {
  /** `session:` and its name, or `url:` and the start URL. */
  readonly id: string;
  /** The session's name, or the host of the start URL. */
  readonly name: string;
  readonly startUrl: string;
  /** AWS region of the sign-in service. */
  readonly region: string;
  /** Signed in `until` (null: renewed by itself as long as the organisation allows), or not. */
  readonly state:
    | { readonly status: 'signed-in'; readonly until: string | null }
    | { readonly status: 'signed-out' };
}

/** How the person signs in: on a page that comes back by itself, or by comparing a code (on any device). */
export type SignInWay = 'browser' | 'device';

/** A sign-in that was asked for. Its link stays in main. One at a time for each session. */
export interface SignInView {
  readonly sessionId: string;
  readonly way: SignInWay;
  readonly state: /** Contacting the sign-in service. */
    | { readonly status: 'starting' }
    /** The page is in the person's browser until then. `userCode` is for them to compare, with the device way. */
    | { readonly status: 'waiting'; readonly userCode: string | null; readonly until: string }
    | { readonly status: 'failed'; readonly error: VaultError };
}

/** Who AWS says the chosen profile is (STS GetCallerIdentity). */
export interface CallerIdentity {
  readonly accountId: string;
  /** ARN of the caller. */
  readonly arn: string;
  /** Last part of the ARN: the user, or the name of the role's session, which SSO makes of the person's user name. */
  readonly userName: string;
  /** null for a user. */
  readonly roleName: string | null;
}

export type IdentityState =
  /** No AWS profile is chosen. */
  | { readonly status: 'none' }
  | { readonly status: 'asking' }
  | { readonly status: 'known'; readonly caller: CallerIdentity }
  | { readonly status: 'failed'; readonly error: VaultError };

/** A code of an MFA device that a role needs, asked of the person now. */
export interface MfaQuestion {
  readonly id: string;
  readonly profileName: string;
  /** ARN or number of the device. */
  readonly device: string;
}

export interface SsoAccount {
  readonly accountId: string;
  readonly name: string;
  readonly email: string | null;
}

/** A role of an account, to be written to the config file as a profile. */
export interface NewProfile {
  readonly sessionId: string;
  readonly name: string;
  readonly accountId: string;
  readonly roleName: string;
  /** AWS region of the keys. */
  readonly region: string;
}

/** An `sso-session` to be written to the config file. */
export interface NewSession {
  readonly name: string;
  readonly startUrl: string;
  readonly region: string;
}
