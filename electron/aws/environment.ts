/**
 * Credentials that this program was started with, or that the container it runs in has: profiles without a name in
 * the files. Only looked for, not fetched.
 */

import type { AwsProfileState } from './profile-state.ts';
import type { AwsProfile } from './profiles.ts';
import { isRegion } from './region.ts';

/** None, one or both. */
export function environmentProfiles(now: Date): readonly AwsProfile[] {
  const { AWS_ACCOUNT_ID = '', AWS_REGION, AWS_DEFAULT_REGION = '' } = process.env;
  const region = AWS_REGION || AWS_DEFAULT_REGION;
  const shared = { leaf: null, roleName: null, region: isRegion(region) ? region : null, sessionId: null };
  const accountId = /^[0-9]{12}$/.test(AWS_ACCOUNT_ID) ? AWS_ACCOUNT_ID : null;
  const keys: AwsProfile = {
    ...shared,
    id: 'env:',
    name: 'Environment',
    kind: 'environment',
    accountId,
    state: environmentState(now),
  };
  const container: AwsProfile = {
    ...shared,
    id: 'container:',
    name: 'Container',
    kind: 'container',
    accountId: null,
    state: { status: 'on-use' },
  };
  return [...(hasKeys() ? [keys] : []), ...(isInContainer() ? [container] : [])];
}

/** Of the access keys in the environment. */
export function environmentState(now: Date): AwsProfileState {
  if (!hasKeys()) return { status: 'unusable', reason: 'There are no access keys in the environment.' };
  const text = process.env['AWS_CREDENTIAL_EXPIRATION'];
  const end = text ? Date.parse(text) : Number.NaN;
  if (end <= now.getTime())
    return { status: 'unusable', reason: 'The access keys in the environment have expired.' };
  return { status: 'ready', until: Number.isNaN(end) ? null : new Date(end).toISOString() };
}

export function isInContainer(): boolean {
  const { AWS_CONTAINER_CREDENTIALS_RELATIVE_URI, AWS_CONTAINER_CREDENTIALS_FULL_URI } = process.env;
  return Boolean(AWS_CONTAINER_CREDENTIALS_RELATIVE_URI || AWS_CONTAINER_CREDENTIALS_FULL_URI);
}

function hasKeys(): boolean {
  return Boolean(process.env['AWS_ACCESS_KEY_ID'] && process.env['AWS_SECRET_ACCESS_KEY']);
}
