/** What the ways to sign in have in common. */
import type { SSOOIDCClient } from '@aws-sdk/client-sso-oidc';
import type { SessionSettings } from '../sign-in-sessions.ts';
import type { SsoToken } from '../sso-token.ts';

/** What the person needs to go on, in a browser. */
export interface SignInPrompt {
  /** The page to open. It is for this person alone. */
  readonly url: string;
  /** What the page has to show, too, for the person to compare; null where it comes back by itself. */
  readonly userCode: string | null;
  /** After that nobody waits for the person any more. */
  readonly until: Date;
}

export interface WayOptions {
  readonly session: SessionSettings;
  readonly scopes: readonly string[];
  /** Aborts when the person cancels, and at `until`. */
  readonly signal: AbortSignal;
  readonly until: Date;
  readonly onPrompt: (prompt: SignInPrompt) => void;
}

/** Rejects with what the client or the signal throws. */
export type Way = (client: SSOOIDCClient, options: WayOptions) => Promise<SsoToken>;
