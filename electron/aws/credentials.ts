/**
 * What a KMS client needs of a chosen profile: credentials, region, endpoint.
 *
 * Guarantees: the config files are read anew, so that a change is seen without a restart; credentials come from
 * the chosen profile and nothing else, never from instance metadata; all failures are `AwsError`s without a message of AWS's or of a credential process.
 */
import { fromIni } from '@aws-sdk/credential-providers';
import { loadConfigFiles } from './config-files.ts';
import { AwsError } from './errors.ts';
import { createNetwork, type Network, type ProfileNetwork } from './network.ts';
import { type AwsProfile, describeProfile } from './profiles.ts';
import { translateIdentityError } from './translate-identity-error.ts';

type IniOptions = NonNullable<Parameters<typeof fromIni>[0]>;
type CredentialsProvider = ReturnType<typeof fromIni>;

const ENDPOINT_VARIABLES = [
  'AWS_ENDPOINT_URL',
  'AWS_ENDPOINT_URL_STS',
  'AWS_ENDPOINT_URL_SSO',
  'AWS_ENDPOINT_URL_SSO_OIDC',
  'AWS_ENDPOINT_URL_SIGNIN',
];

export interface ProfileAccess {
  readonly profile: AwsProfile;
  /** For `createAwsKms`; rejects with AwsError. The client caches what it answers until it expires. */
  readonly credentials: CredentialsProvider;
  /** The profile's own region; null where only a key's ARN can tell. */
  readonly region: string | null;
  /** How this profile's services are reached. */
  readonly network: ProfileNetwork;
}

export interface OpenProfileOptions {
  /** Without it the environment's proxies are used, and no other. */
  readonly network?: Network;
  /** Further options of the clients that get the credentials. */
  readonly clientConfig?: IniOptions['clientConfig'];
  /** Asks the person for the code of an MFA device; without it profiles that need one are `profile-unusable`. */
  readonly mfaCode?: (mfaSerial: string) => Promise<string>;
}

/**
 * Opens a profile by name (without `aws:`); contacts nobody yet.
 *
 * Rejects with AwsError `config-broken`, `profile-not-found` or `profile-unusable`.
 */
export async function openProfile(name: string, options: OpenProfileOptions = {}): Promise<ProfileAccess> {
  // The SDK would ask it for a region, too, wherever none is given.
  process.env['AWS_EC2_METADATA_DISABLED'] = 'true';
  const files = await loadConfigFiles();
  const reason = files.invisible.get(name);
  if (reason !== undefined) throw new AwsError('profile-unusable', { profile: name, reason });
  if (!files.profiles.has(name)) throw files.problem ?? new AwsError('profile-not-found', { profile: name });
  const profile = await describeProfile(files, name, new Date());
  if (profile.state.status === 'unusable') {
    throw new AwsError('profile-unusable', { profile: name, reason: profile.state.reason });
  }
  const network = await (options.network ?? createNetwork()).of(files, name);
  return {
    profile,
    credentials: credentialsOf(profile, network, options),
    region: profile.region,
    network,
  };
}

function credentialsOf(
  profile: AwsProfile,
  network: ProfileNetwork,
  options: OpenProfileOptions,
): CredentialsProvider {
  const provider = fromIni({
    profile: profile.name,
    ignoreCache: true,
    clientConfig: {
      requestHandler: network.clientOptions('sts').requestHandler,
      ...options.clientConfig,
      // FIPS and dual stack of this profile; endpoints of no profile.
      profile: profile.name,
      ignoreConfiguredEndpointUrls: !ENDPOINT_VARIABLES.some((name) => process.env[name]),
    },
    ...(options.mfaCode && { mfaCodeProvider: options.mfaCode }),
  });
  return async (properties) => {
    try {
      return await provider(properties);
    } catch (error) {
      throw translateIdentityError(error, profile);
    }
  };
}
