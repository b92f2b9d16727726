/** Whatever stands in the files: a menu, each profile once, none lost that the SDK knows, and nothing else touched. */
import { writeFile } from 'node:fs/promises';
import { parseKnownFiles } from '@smithy/core/config';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readIdentities } from '../../electron/aws/profiles.ts';
import { type AwsHome, createAwsHome } from './aws-home.ts';
import { NOW } from './menu/menu-case.ts';

let home: AwsHome;
beforeEach(async () => {
  home = await createAwsHome();
});
afterEach(() => home.close());

const name = fc.constantFrom(
  'a',
  'b',
  'default',
  'a b',
  'é',
  '__proto__',
  'constructor',
  'toString',
  '"a"',
  '',
  '.',
);
const prefix = fc.constantFrom(
  'profile ',
  'profile.',
  'profile\t',
  'sso-session ',
  'services ',
  'services.',
  '',
  ' ',
);
const setting = fc.constantFrom(
  ...['aws_access_key_id', 'aws_secret_access_key', 'role_arn', 'source_profile', 'credential_source'],
  ...[
    'sso_session',
    'sso_start_url',
    'sso_region',
    'sso_account_id',
    'sso_role_name',
    'mfa_serial',
    'region',
  ],
  ...['login_session', 'credential_process', 'web_identity_token_file', '__proto__', 'toString'],
);
const value = fc.constantFrom(
  'a',
  'b',
  'constructor',
  '',
  'Environment',
  'us-east-1',
  'https://x.example',
  '#',
  ' ; x',
);
const line = fc.oneof(
  { weight: 3, arbitrary: fc.tuple(prefix, name).map(([before, it]) => `[${before}${it}]`) },
  { weight: 6, arbitrary: fc.tuple(setting, value).map(([key, it]) => `${key} = ${it}`) },
  { weight: 1, arbitrary: fc.tuple(setting, value).map(([key, it]) => `  ${key}=${it}`) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 20 }) },
);
const text = fc
  .tuple(fc.array(line, { maxLength: 20 }), fc.constantFrom('\n', '\r\n', '\r'))
  .map(([lines, end]) => lines.join(end));

/** Of a profile that the SDK does not see. */
const UNSEEN = /^(?:AWS programs in JavaScript|In the (?:config|credentials) file)/;

it('makes a menu of any two files', async () => {
  const before = Object.getOwnPropertyNames(Object.prototype);
  await fc.assert(
    fc.asyncProperty(text, text, async (config, credentials) => {
      await writeFile(home.config, config);
      await writeFile(home.credentials, credentials);
      const { profiles, problem } = await readIdentities(NOW);
      const ids = profiles.map(({ id }) => id);
      expect(new Set(ids).size).toBe(ids.length);
      for (const { kind, state } of profiles)
        expect(kind === 'unusable', kind).toBe(state.status === 'unusable');
      expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(before);
      expect(Object.getOwnPropertyNames(Object)).toContain('keys');
      if (problem !== null) return;
      const known = Object.keys(await parseKnownFiles({})).filter(
        (one) => !/^(?:profile|sso-session|services)[\s.]/.test(one),
      );
      const seen = profiles.filter(({ state }) => !('reason' in state && UNSEEN.test(state.reason)));
      expect(seen.map(({ id }) => id).sort()).toEqual(known.map((one) => `aws:${one}`).sort());
    }),
    { numRuns: 500 },
  );
});
