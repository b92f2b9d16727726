/**
 * The key service of each profile: practice's own, or a KMS client with the profile's credentials, one a profile and
 * region, kept for its connections until the profiles are read again.
 */

import { openProfile } from './aws/credentials.ts';
import { asFailure } from './aws-failure.ts';
import { type AwsKms, createAwsKms } from './kms/aws-kms.ts';
import type { KmsPort } from './kms/port.ts';
import { PRACTICE_PROFILE } from './vault/candidates.ts';
import { failure } from './vault/explain.ts';
import type { KmsFor } from './vault/vault.ts';

const PROFILE_PREFIX = 'aws:';
/** Clients kept at most: envelopes can name any number of regions. */
const MAX_CLIENTS = 32;

export interface KmsAccess {
  readonly kmsFor: KmsFor;
  /** The AWS files were read anew: clients of the former profiles are forgotten. */
  readonly forget: () => void;
}

export const awsProfileId = (name: string): string => `${PROFILE_PREFIX}${name}`;

export function createKmsAccess(practice: KmsPort): KmsAccess {
  const clients = new Map<string, Promise<AwsKms>>();
  return {
    kmsFor: async (profileId, region) => {
      if (profileId === PRACTICE_PROFILE) return practice;
      if (!profileId.startsWith(PROFILE_PREFIX)) throw failure('profile-not-found');
      const name = profileId.slice(PROFILE_PREFIX.length);
      const key = JSON.stringify([name, region]);
      const client = clients.get(key) ?? connect(name, region);
      if (clients.size >= MAX_CLIENTS) clients.clear();
      clients.set(key, client);
      return client.catch((error: unknown) => {
        clients.delete(key);
        throw asFailure(error);
      });
    },
    forget: () => clients.clear(),
  };
}

async function connect(name: string, keyRegion: string | null): Promise<AwsKms> {
  const { credentials, region, network } = await openProfile(name);
  const chosen = keyRegion ?? region;
  if (chosen === null) throw failure('profile-unusable', {}, 'it names no region.');
  return createAwsKms({
    region: chosen,
    credentials,
    agents: network.agents(),
    ...network.address('kms'),
  });
}
