/**
 * The sign-in tokens that the AWS CLI, the SDKs and this app share: one JSON file a session in `~/.aws/sso/cache`.
 *
 * Read as hostile input: whatever is no token of the expected form is none. Written whole or not at all, in the very
 * form and place that the AWS CLI and the SDKs know, for this user only.
 */
import { mkdir, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { getSSOTokenFilepath } from '@smithy/core/config';
import { replaceFile } from '../replace-file.ts';
import { AwsError } from './errors.ts';
import { readJson } from './read-file.ts';
import { type SessionSettings, tokenKey } from './sign-in-sessions.ts';
import { systemCode } from './system-code.ts';

export interface SsoToken {
  readonly startUrl: string;
  /** AWS region of the sign-in service. */
  readonly region: string;
  readonly accessToken: string;
  readonly expiresAt: Date;
  /** What it can be renewed with; null where it cannot. */
  readonly renewal: TokenRenewal | null;
}

export interface TokenRenewal {
  readonly refreshToken: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly registrationExpiresAt: Date;
}

/** Bytes; real ones have a few thousand. */
const MAX_SIZE = 262_144;
/** It goes into a header. */
const TOKEN = /^[\x21-\x7e]+$/;

/** As far as the file tells; whether AWS still accepts it only AWS knows. */
export type SignInState =
  /** `until` in ISO 8601; null where the token can be renewed without the person. */
  { readonly status: 'signed-in'; readonly until: string | null } | { readonly status: 'signed-out' };

/** The token of a session (its name), or of profiles without one (their start URL); null where there is none. */
export async function readToken(sessionOrStartUrl: string): Promise<SsoToken | null> {
  const json = await readJson(getSSOTokenFilepath(sessionOrStartUrl), MAX_SIZE);
  const accessToken = text(json['accessToken']);
  const expiresAt = date(json['expiresAt']);
  if (accessToken === null || !TOKEN.test(accessToken) || expiresAt === null) return null;
  return {
    startUrl: text(json['startUrl']) ?? '',
    region: text(json['region']) ?? '',
    accessToken,
    expiresAt,
    renewal: renewalOf(json),
  };
}

/** The token of a session as it is set up now: one of another organisation, for which its name stood before, is none. */
export async function sessionToken({ id, startUrl }: SessionSettings): Promise<SsoToken | null> {
  const token = await readToken(tokenKey(id));
  return token !== null && ['', startUrl].includes(token.startUrl) ? token : null;
}

/** Whether somebody is signed in: with a token that lasts, or that can be renewed. */
export async function signInState(session: SessionSettings, now: Date): Promise<SignInState> {
  const token = await sessionToken(session);
  if (token !== null && isRenewable(token, now)) return { status: 'signed-in', until: null };
  if (token === null || !lasts(token, now)) return { status: 'signed-out' };
  return { status: 'signed-in', until: token.expiresAt.toISOString() };
}

/** Rejects with AwsError `token-not-saved`; then the former token is still there. */
export async function writeToken(sessionOrStartUrl: string, token: SsoToken): Promise<void> {
  const path = getSSOTokenFilepath(sessionOrStartUrl);
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    await replaceFile(path, Buffer.from(formatToken(token)), { mode: 0o600 });
  } catch (error) {
    throw new AwsError('token-not-saved', { errorName: systemCode(error) });
  }
}

/** Rejects with AwsError `token-not-saved` where it cannot be removed. */
export async function removeToken(sessionOrStartUrl: string): Promise<void> {
  try {
    await rm(getSSOTokenFilepath(sessionOrStartUrl), { force: true });
  } catch (error) {
    throw new AwsError('token-not-saved', { errorName: systemCode(error) });
  }
}

/** Whether it lasts more than `margin` milliseconds. */
export const lasts = ({ expiresAt }: SsoToken, now: Date, margin = 0): boolean =>
  expiresAt.getTime() - now.getTime() > margin;

/** Whether it can be renewed without the person. */
export const isRenewable = ({ renewal }: SsoToken, now: Date): boolean =>
  renewal !== null && renewal.registrationExpiresAt > now;

function renewalOf(json: Readonly<Record<string, unknown>>): TokenRenewal | null {
  const refreshToken = text(json['refreshToken']);
  const clientId = text(json['clientId']);
  const clientSecret = text(json['clientSecret']);
  const registrationExpiresAt = date(json['registrationExpiresAt']);
  if (refreshToken === null || clientId === null) return null;
  if (clientSecret === null || registrationExpiresAt === null) return null;
  return { refreshToken, clientId, clientSecret, registrationExpiresAt };
}

function formatToken({ startUrl, region, accessToken, expiresAt, renewal }: SsoToken): string {
  return JSON.stringify({
    startUrl,
    region,
    accessToken,
    expiresAt: formatDate(expiresAt),
    ...(renewal !== null && {
      clientId: renewal.clientId,
      clientSecret: renewal.clientSecret,
      registrationExpiresAt: formatDate(renewal.registrationExpiresAt),
      refreshToken: renewal.refreshToken,
    }),
  });
}

/** To seconds, as the AWS CLI writes it. */
const formatDate = (date: Date): string => date.toISOString().replace(/\.\d{3}Z$/, 'Z');

const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);

/** Old AWS CLIs write UTC for Z. */
function date(value: unknown): Date | null {
  const time = Date.parse((text(value) ?? '').replace(/UTC$/, 'Z'));
  return Number.isNaN(time) ? null : new Date(time);
}
