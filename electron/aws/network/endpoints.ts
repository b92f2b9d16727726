/**
 * Where the services of a chosen profile are, by AWS's rules for configured endpoints, resolved here: the SDK would
 * follow those of profiles that were not chosen.
 *
 * Guarantees: an endpoint comes from the environment or the chosen profile, in AWS's order, and never sends keys or tokens
 * unencrypted over a network.
 * Source: docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html and feature-endpoints.html
 */
import type { Settings } from '../config-files.ts';
import { AwsError } from '../errors.ts';

/** In the words of `[services …]` sections. */
const services = ['kms', 'sts', 'sso', 'sso_oidc', 'signin'] as const;
export type Service = (typeof services)[number];

export interface Addresses {
  /** URL; undefined where it is AWS's own. */
  readonly endpoint: (service: Service) => string | undefined;
  /** Which of AWS's own. */
  readonly useFipsEndpoint: boolean;
  readonly useDualstackEndpoint: boolean;
}

/**
 * The addresses of a profile with these `settings` (none for no profile); `sections` are all `[services …]` of the config
 * file. Throws AwsError `profile-unusable`.
 */
export function addressesOf(
  settings: Settings,
  sections: ReadonlyMap<string, Settings>,
  env: NodeJS.ProcessEnv,
): Addresses {
  const flag = (variable: string, setting: string): boolean =>
    (env[variable] || settings[setting])?.trim().toLowerCase() === 'true';
  const ignored = flag('AWS_IGNORE_CONFIGURED_ENDPOINT_URLS', 'ignore_configured_endpoint_urls');
  const section = settings['services'];
  const own = section === undefined ? {} : sections.get(section);
  if (own === undefined && !ignored) throw unusable(`Its section [services ${section}] does not exist.`);
  const endpoint = (service: Service): string | undefined => {
    const variables = [`AWS_ENDPOINT_URL_${service.toUpperCase()}`, 'AWS_ENDPOINT_URL'];
    const sources = [
      ...variables.map((name) => ({ name, url: env[name] })),
      { name: `Its endpoint_url of ${service}`, url: own?.[`${service}.endpoint_url`] },
      { name: 'Its endpoint_url', url: settings['endpoint_url'] },
    ];
    const { name, url } = sources.find((source) => source.url) ?? {};
    if (ignored || url === undefined) return undefined;
    if (isSafeUrl(url)) return url;
    throw unusable(`${name} is not an https address (http is possible on this computer only).`);
  };
  const endpoints = new Map(services.map((service) => [service, endpoint(service)]));
  return {
    endpoint: (service) => endpoints.get(service),
    useFipsEndpoint: flag('AWS_USE_FIPS_ENDPOINT', 'use_fips_endpoint'),
    useDualstackEndpoint: flag('AWS_USE_DUALSTACK_ENDPOINT', 'use_dualstack_endpoint'),
  };
}

function unusable(reason: string): AwsError {
  return new AwsError('profile-unusable', { reason });
}

/** https, or http on this computer. */
export function isSafeUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname } = new URL(text);
  return protocol === 'https:' || (protocol === 'http:' && isThisComputer(hostname));
}

/** Whether what is sent to this host (of a URL, or plain) leaves the computer. */
export function isThisComputer(host: string): boolean {
  return ['localhost', '127.0.0.1', '[::1]', '::1'].includes(host);
}
