/**
 * What the sign-in service has given out: registrations of programs, codes that a browser or a device is waiting with,
 * and tokens. Everything ends; codes and refresh tokens are good for one use.
 */
import { randomBytes, randomInt } from 'node:crypto';
import type { Lifetimes, Person } from './organisation.ts';

export interface Client {
  readonly id: string;
  readonly secret: string;
  readonly name: string;
  readonly scopes: readonly string[];
  readonly grantTypes: readonly string[];
  /** Without a port. */
  readonly redirectUris: readonly string[];
  readonly expiresAt: Date;
}

/** A person is asked in a browser whether a program may act for them, and `decision` is what they said. */
export interface Consent {
  readonly client: Client;
  readonly expiresAt: Date;
  decision: 'pending' | 'denied' | Person;
}

export interface DeviceConsent extends Consent {
  readonly deviceCode: string;
  /** Such as `BCDF-GHJK`. */
  readonly userCode: string;
  lastPoll: Date | null;
  /** Polls in a row that came sooner than the interval. */
  hurried: number;
}

export interface BrowserConsent extends Consent {
  readonly code: string;
  readonly redirectUri: string;
  readonly challenge: string;
}

/** One signing in: its tokens live and die together. */
export interface SignIn {
  readonly person: Person;
  readonly client: Client;
  readonly endsAt: Date;
  revoked: boolean;
}

export interface Token {
  readonly signIn: SignIn;
  readonly expiresAt: Date;
}

/** Who has run `aws login`. */
export interface Login {
  readonly person: string;
  readonly accountId: string;
  /** Thumbprint of the key that renews it. */
  readonly key: string;
  readonly expiresAt: Date;
}

export interface Grants {
  /** Makes a secret to give out: `aoa…` for access, `aor…` for refresh tokens, as AWS begins them. */
  readonly secret: (prefix: string) => string;
  /** All that were ever given out. */
  readonly secrets: ReadonlySet<string>;
  readonly clients: Map<string, Client>;
  readonly devices: Map<string, DeviceConsent>;
  /** Allowed ones, by code. */
  readonly browsers: Map<string, BrowserConsent>;
  /** Questions on a page in a browser, by a word that only the page knows. */
  readonly tickets: Map<string, BrowserConsent>;
  /** Codes that were used, with what they gave. */
  readonly usedCodes: Map<string, SignIn>;
  readonly accessTokens: Map<string, Token>;
  readonly refreshTokens: Map<string, Token>;
  /** Of `aws login`, by refresh token. */
  readonly logins: Map<string, Login>;
  /** Ids of proofs of a key, which are good once. */
  readonly proofs: Set<string>;
  lifetimes: Lifetimes;
}

export function createGrants(lifetimes: Lifetimes): Grants {
  const secrets = new Set<string>();
  return {
    secret: (prefix) => {
      const made = `${prefix}${randomBytes(48).toString('base64url')}`;
      secrets.add(made);
      return made;
    },
    secrets,
    clients: new Map(),
    devices: new Map(),
    browsers: new Map(),
    tickets: new Map(),
    usedCodes: new Map(),
    accessTokens: new Map(),
    refreshTokens: new Map(),
    logins: new Map(),
    proofs: new Set(),
    lifetimes,
  };
}

export function userCode(): string {
  const letters = 'BCDFGHJKLMNPQRSTVWXZ';
  const code = Array.from({ length: 8 }, () => letters[randomInt(letters.length)]).join('');
  return `${code.slice(0, 4)}-${code.slice(4)}`;
}

export const after = (now: Date, seconds: number): Date => new Date(now.getTime() + seconds * 1000);

/** What of `map` is there under that key and has not ended. */
export function current<T extends { readonly expiresAt: Date }>(
  map: ReadonlyMap<string, T>,
  key: string,
  now: Date,
): T | undefined {
  const found = map.get(key);
  return found && found.expiresAt > now ? found : undefined;
}
