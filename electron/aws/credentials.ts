/**
 * What a KMS client needs of a chosen profile: credentials, region, endpoint.
 *
 * Guarantees: the config files are read anew, so that a change is seen without a restart; credentials come from
 * the chosen profile and nothing else, never from instance metadata; an endpoint comes from the environment or
 * the chosen profile, never from another profile, and never sends keys unencrypted over a network; all failures
 * are `AwsError`s without a message of AWS's or of a credential process.
 */
import { fromIni } from '@aws-sdk/credential-providers';
import { type ConfigFiles, loadConfigFiles } from './config-files.ts';
import { AwsError } from './errors.ts';
import { type AwsProfile, describeProfile } from './profiles.ts';
import { isSafeUrl } from './sign-in-sessions.ts';
import { translateIdentityError } from './translate-identity-error.ts';

type IniOptions = NonNullable<Parameters<typeof fromIni>[0]>;
type CredentialsProvider = ReturnType<typeof fromIni>;

/** Milliseconds, for the sign-in and role services; their clients do not take over the KMS client's. */
const timeouts = { connectionTimeout: 5_000, requestTimeout: 15_000, throwOnRequestTimeout: true };

const ENDPOINT_VARIABLES = [
  'AWS_ENDPOINT_URL',
  'AWS_ENDPOINT_URL_STS',
  'AWS_ENDPOINT_URL_SSO',
  'AWS_ENDPOINT_URL_SSO_OIDC',
  'AWS_ENDPOINT_URL_SIGNIN',
];

const NOT_SAFE = 'is not an https address (http is possible on this computer only).';

export interface ProfileAccess {
  readonly profile: AwsProfile;
  /** For `createAwsKms`; rejects with AwsError. The client caches what it answers until it expires. */
  readonly credentials: CredentialsProvider;
  /** The profile's own region; null where only a key's ARN can tell. */
  readonly region: string | null;
  /** KMS endpoint of the profile; undefined where the environment or AWS decides. */
  readonly endpoint: string | undefined;
}

export interface OpenProfileOptions {
  /** Further options of the clients that get the credentials (request handler with proxy and CAs). */
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
  checkEnvironment(name);
  return {
    profile,
    credentials: credentialsOf(profile, options),
    region: profile.region,
    endpoint: endpointOf(files, name),
  };
}

function credentialsOf(profile: AwsProfile, options: OpenProfileOptions): CredentialsProvider {
  const provider = fromIni({
    profile: profile.name,
    ignoreCache: true,
    clientConfig: {
      requestHandler: timeouts,
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

/** Throws `profile-unusable` where the environment sends keys or tokens unencrypted over a network. */
function checkEnvironment(profile: string): void {
  if (ignoresEndpoints()) return;
  const unsafe = ['AWS_ENDPOINT_URL_KMS', ...ENDPOINT_VARIABLES].find((name) => {
    const endpoint = process.env[name];
    return endpoint && !isSafeUrl(endpoint);
  });
  if (unsafe !== undefined) {
    throw new AwsError('profile-unusable', { profile, reason: `${unsafe} ${NOT_SAFE}` });
  }
}

/** The environment's way to say that no endpoint counts, those in the environment included. */
function ignoresEndpoints(): boolean {
  return process.env['AWS_IGNORE_CONFIGURED_ENDPOINT_URLS'] === 'true';
}

/** In the SDK's order: the environment (left to the SDK), the profile's services section, its endpoint_url. */
function endpointOf(files: ConfigFiles, name: string): string | undefined {
  if (process.env['AWS_ENDPOINT_URL_KMS'] || process.env['AWS_ENDPOINT_URL']) return undefined;
  if (ignoresEndpoints()) return undefined;
  const settings = files.profiles.get(name) ?? {};
  if (settings['ignore_configured_endpoint_urls'] === 'true') return undefined;
  const section = settings['services'];
  const services = section === undefined ? undefined : files.services.get(section);
  if (section !== undefined && !services) {
    throw new AwsError('profile-unusable', {
      profile: name,
      reason: `Its section [services ${section}] does not exist.`,
    });
  }
  const endpoint = services?.['kms.endpoint_url'] ?? settings['endpoint_url'];
  if (endpoint !== undefined && !isSafeUrl(endpoint)) {
    throw new AwsError('profile-unusable', { profile: name, reason: `Its endpoint ${NOT_SAFE}` });
  }
  return endpoint;
}
