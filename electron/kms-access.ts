/**
 * The key service of each profile: practice's own, or a KMS client with the profile's credentials, one a profile and
 * region, kept for its connections as long as the profile stays the same.
 *
 * The credentials are there before the service is handed out: what a person or a program is asked for on the way does
 * not count as time that AWS takes. Where an account is named, AWS has said that they are of that account, or, in a network
 * without STS, the AWS files have.
 */
import { type Caller, callerIdentity } from './aws/caller-identity.ts';
import type { ProfileAccess, ProfileAccesses } from './aws/credentials.ts';
import { AwsError } from './aws/errors.ts';
import { asFailure, inWords } from './aws-failure.ts';
import { withSignal } from './kms/abortable.ts';
import { type AwsKms, createAwsKms } from './kms/aws-kms.ts';
import type { KmsPort } from './kms/port.ts';
import { PRACTICE_PROFILE } from './vault/candidates.ts';
import { failure } from './vault/explain.ts';
import type { KmsFor } from './vault/vault.ts';

/** Regions of a profile that clients are kept for at most: envelopes can name any number. */
const MAX_REGIONS = 32;

export function createKmsFor(practice: KmsPort, profiles: ProfileAccesses): KmsFor {
  const clients = new WeakMap<ProfileAccess, Map<string, AwsKms>>();
  const callers = new WeakMap<ProfileAccess, Promise<Pick<Caller, 'accountId'>>>();
  return async (profileId, keyRegion, { signal, accountId } = {}) => {
    if (profileId === PRACTICE_PROFILE) return practice;
    const access = await inWords(profiles.open(profileId));
    const region = keyRegion ?? access.region;
    if (region === null) throw failure('profile-unusable', {}, 'it names no region.');
    await until(signal, access.credentials);
    if (accountId) {
      const caller = callers.get(access) ?? callerOf(access);
      callers.set(access, caller);
      caller.catch(() => callers.delete(access));
      if ((await until(signal, () => caller)).accountId !== accountId) throw failure('profile-changed');
    }
    const ofProfile = clients.get(access) ?? new Map<string, AwsKms>();
    clients.set(access, ofProfile);
    const client = ofProfile.get(region) ?? clientOf(access, region);
    if (ofProfile.size >= MAX_REGIONS) ofProfile.clear();
    ofProfile.set(region, client);
    return client;
  };
}

/** Who somebody is; in a network without STS, as far as the AWS files tell. */
async function callerOf(access: ProfileAccess): Promise<Pick<Caller, 'accountId'>> {
  try {
    return await callerIdentity(access);
  } catch (error) {
    const { accountId } = access.profile;
    if (accountId !== null && error instanceof AwsError && error.code === 'offline') return { accountId };
    throw error;
  }
}

/** Rejects as soon as `signal` aborts; what is asked for goes on for others. */
async function until<T>(signal: AbortSignal | undefined, ask: () => Promise<T>): Promise<T> {
  try {
    return await withSignal(signal, ask);
  } catch (error) {
    throw signal?.aborted ? failure('cancelled') : asFailure(error);
  }
}

function clientOf(access: ProfileAccess, region: string): AwsKms {
  const { credentials, network } = access;
  return createAwsKms({
    region,
    // The SDK would keep them itself until its clock says that they have ended.
    credentials: async () => ({ ...(await credentials()), expiration: new Date(0) }),
    renew: async (time, signal) => {
      access.renew(time);
      await until(signal, credentials);
    },
    agents: network.agents(),
    ...network.address('kms'),
  });
}
