/** Profiles and sessions that the person made in the app, as sections of the AWS config file. */
import { addSection } from './config-writer.ts';
import { AwsError } from './errors.ts';
import { isSafeUrl } from './network/endpoints.ts';
import { isRegion } from './region.ts';
import type { SessionSettings } from './sign-in-sessions.ts';

/** A role of an account, that a signed-in person has. */
export interface NewProfile {
  readonly name: string;
  /** 12 digits. */
  readonly accountId: string;
  readonly roleName: string;
  /** AWS region of the keys. */
  readonly region: string;
}

export interface NewSession {
  readonly name: string;
  readonly startUrl: string;
  /** AWS region of the sign-in service. */
  readonly region: string;
}

const ACCOUNT = /^[0-9]{12}$/;
const ROLE = /^[\w+=,.@-]{1,64}$/;

/** Answers the profile's id; rejects as `addSection` does. */
export async function saveProfile(profile: NewProfile, session: SessionSettings): Promise<string> {
  const { name, accountId, roleName, region } = profile;
  if (!ACCOUNT.test(accountId)) throw notSaved('an account has 12 digits.');
  if (!ROLE.test(roleName)) throw notSaved('this is not the name of a role.');
  checkRegion(region);
  await addSection({
    type: 'profile',
    name,
    settings: {
      ...(session.id === `session:${session.name}`
        ? { sso_session: session.name }
        : { sso_start_url: session.startUrl, sso_region: session.region }),
      sso_account_id: accountId,
      sso_role_name: roleName,
      region,
    },
  });
  return `aws:${name}`;
}

/** Answers the session's id; rejects as `addSection` does. */
export async function saveSession({ name, startUrl, region }: NewSession): Promise<string> {
  const address = plainAddress(startUrl);
  if (address === null) throw notSaved('the start URL is not an https address.');
  checkRegion(region);
  await addSection({
    type: 'sso-session',
    name,
    settings: {
      sso_start_url: address,
      sso_region: region,
      sso_registration_scopes: 'sso:account:access',
    },
  });
  return `session:${name}`;
}

/** Without what a browser adds where the portal's page is copied from (`…/start/#/?tab=accounts`); null where it is unsafe. */
function plainAddress(startUrl: string): string | null {
  if (!isSafeUrl(startUrl)) return null;
  const { origin, pathname, username, password } = new URL(startUrl);
  return username === '' && password === '' ? `${origin}${pathname}`.replace(/\/+$/, '') : null;
}

function checkRegion(region: string): void {
  if (!isRegion(region)) throw notSaved('this is not the name of an AWS region.');
}

const notSaved = (reason: string): AwsError => new AwsError('config-not-saved', { reason });
