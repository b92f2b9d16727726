import { describe, expect, it } from 'vitest';
import { addressesOf, type Service } from '../../../electron/aws/network/endpoints.ts';

const services: readonly Service[] = ['kms', 'sts', 'sso', 'sso_oidc', 'signin'];
const sections = new Map([
  ['local', { 'kms.endpoint_url': 'https://kms.example', 'sso_oidc.endpoint_url': 'https://oidc.example' }],
]);

type Env = Readonly<Record<string, string>>;
const endpointsOf = (settings: Env, env: Env = {}) => {
  const { endpoint } = addressesOf(settings, sections, env);
  return services.map(endpoint);
};
const all = (url: string | undefined) => services.map(() => url);

describe('the endpoints of kms, sts, sso, sso_oidc, signin', () => {
  const P = 'https://profile.example';
  const E = 'https://environment.example';
  it.each<readonly [string, Env, Env, readonly (string | undefined)[]]>([
    ['are AWS’s own', {}, {}, all(undefined)],
    ['are the profile’s', { endpoint_url: P }, {}, all(P)],
    [
      'are those of its services section, before its own',
      { endpoint_url: P, services: 'local' },
      {},
      ['https://kms.example', P, P, 'https://oidc.example', P],
    ],
    [
      'are the environment’s, before all of the profile’s',
      { endpoint_url: P, services: 'local' },
      { AWS_ENDPOINT_URL: E },
      all(E),
    ],
    [
      'are the environment’s of a service, before that of all',
      {},
      { AWS_ENDPOINT_URL: E, AWS_ENDPOINT_URL_SSO_OIDC: 'https://x.example' },
      [E, E, E, 'https://x.example', E],
    ],
    ['are not empty ones', { endpoint_url: '' }, { AWS_ENDPOINT_URL: '' }, all(undefined)],
    [
      'are switched off by the profile, the environment’s too',
      { endpoint_url: P, ignore_configured_endpoint_urls: 'true' },
      { AWS_ENDPOINT_URL: E },
      all(undefined),
    ],
    [
      'are switched off by the environment, unsafe and missing ones too',
      { endpoint_url: 'nonsense', services: 'nobody' },
      { AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'True' },
      all(undefined),
    ],
    [
      'are on again where the environment says so',
      { endpoint_url: P, ignore_configured_endpoint_urls: 'true' },
      { AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'false' },
      all(P),
    ],
    ['may be without TLS on this computer', { endpoint_url: 'http://[::1]:1' }, {}, all('http://[::1]:1')],
  ])('%s', (_, settings, env, expected) => {
    expect(endpointsOf(settings, env)).toEqual(expected);
  });

  it.each(['', '_KMS', '_STS', '_SSO', '_SSO_OIDC', '_SIGNIN'])('of AWS_ENDPOINT_URL%s is safe', (suffix) => {
    const name = `AWS_ENDPOINT_URL${suffix}`;
    for (const url of ['http://kms.example', 'http://localhost.example', 'file:///etc/passwd', 'nonsense'])
      expect(() => endpointsOf({}, { [name]: url })).toThrow('profile-unusable');
    for (const url of ['https://kms.example', 'http://127.0.0.1:4566', 'http://[::1]:4566'])
      expect(endpointsOf({}, { [name]: url })).toContain(url);
  });

  it.each<readonly [string, Env, Env, string]>([
    ['of a section that is missing', { services: 'nobody' }, {}, '[services nobody]'],
    ['without TLS', { endpoint_url: 'http://kms.example' }, {}, 'Its endpoint_url is not an https address'],
    [
      'that only looks like this computer',
      {},
      { AWS_ENDPOINT_URL_STS: 'http://localhost.example' },
      'AWS_ENDPOINT_URL_STS is not',
    ],
    ['of a file', {}, { AWS_ENDPOINT_URL: 'file:///etc/passwd' }, 'AWS_ENDPOINT_URL is not'],
  ])('cannot be one %s', (_, settings, env, reason) => {
    expect(() => endpointsOf(settings, env)).toThrow(
      expect.objectContaining({
        code: 'profile-unusable',
        details: { reason: expect.stringContaining(reason) },
      }),
    );
  });
});

describe('FIPS and dual stack', () => {
  it.each<readonly [Env, Env, boolean, boolean]>([
    [{}, {}, false, false],
    [{ use_fips_endpoint: 'true' }, {}, true, false],
    [{ use_dualstack_endpoint: 'True ' }, {}, false, true],
    [{}, { AWS_USE_FIPS_ENDPOINT: 'TRUE', AWS_USE_DUALSTACK_ENDPOINT: 'true' }, true, true],
    [{ use_fips_endpoint: 'true' }, { AWS_USE_FIPS_ENDPOINT: 'false' }, false, false],
    [{ use_fips_endpoint: 'yes' }, {}, false, false],
  ])('%j %j: %s %s', (settings, env, useFipsEndpoint, useDualstackEndpoint) => {
    expect(addressesOf(settings, sections, env)).toMatchObject({ useFipsEndpoint, useDualstackEndpoint });
  });
});
