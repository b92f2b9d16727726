/**
 * What the vault needs of identities: to read which there are, to sign in and out, and to ask AWS who somebody is.
 *
 * Everything rejects with a `VaultFailure` that has the words for people; no token, code or secret passes through.
 */
import type { VaultError } from '../contract/errors.ts';
import type {
  CallerIdentity,
  NewProfile,
  NewSession,
  ProfileView,
  SignInSession,
  SignInWay,
  SsoAccount,
} from '../contract/state.ts';

export interface Identities {
  readonly profiles: readonly ProfileView[];
  readonly sessions: readonly SignInSession[];
  /** Why a file could not be read; what the other one has is there all the same. */
  readonly error: VaultError | null;
}

export interface AskOptions {
  readonly signal?: AbortSignal | undefined;
}

/** Where the person goes to sign in. */
export interface SignInPrompt {
  /** https, or http on this computer. */
  readonly url: string;
  /** To be compared there, with the device way. */
  readonly userCode: string | null;
  /** ISO 8601. */
  readonly until: string;
}

export interface SignInOptions extends AskOptions {
  readonly onPrompt: (prompt: SignInPrompt) => void;
}

export interface IdentityPort {
  /** Every AWS profile and session on this computer, read anew; contacts nobody, and never rejects. */
  readonly read: () => Promise<Identities>;
  /** Resolves when the token is stored. Opens no browser. */
  readonly signIn: (sessionId: string, way: SignInWay, options: SignInOptions) => Promise<void>;
  /** Takes the token back at AWS and removes it here; rejects where only the second could be done. */
  readonly signOut: (sessionId: string, options?: AskOptions) => Promise<void>;
  readonly accounts: (sessionId: string, options?: AskOptions) => Promise<readonly SsoAccount[]>;
  /** Names of the roles in an account. */
  readonly roles: (sessionId: string, accountId: string, options?: AskOptions) => Promise<readonly string[]>;
  /** Adds to the config file, after a backup; answers the profile's id. */
  readonly saveProfile: (profile: NewProfile) => Promise<string>;
  /** The same; answers the session's id. */
  readonly saveSession: (session: NewSession) => Promise<string>;
  /** STS GetCallerIdentity. */
  readonly whoAmI: (profileId: string, options?: AskOptions) => Promise<CallerIdentity>;
}
