/** What our app adds to the AWS config, as the AWS CLI reads it: the new profile works, and the old ones say the same. */
import { writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { addSection } from '../../electron/aws/config-writer.ts';
import { corp } from '../support/identity/organisation.ts';
import { keepToken, signIn } from '../support/identity/signed-in.ts';
import { clisOrSkip, DEVELOPER, type Desk, startDesk } from './desk.ts';

const settings = { region: 'eu-west-1', output: 'json', cli_pager: 'less # no comment' };
const lines = Object.entries(settings).map(([name, value]) => `${name} = ${value}`);
/** The same in the forms that files come in. */
const files: readonly (readonly [string, string])[] = [
  ['a plain file', ['[default]', ...lines, ''].join('\n')],
  ['one without a last end of line', ['[default]', ...lines].join('\n')],
  ['one of Windows', ['[default]', ...lines, ''].join('\r\n')],
  ['one with comments and nested settings', ['# mine', '[default]', ...lines, 's3 =', '  x = y'].join('\n')],
  ['one that ends in a comment', ['[default]', ...lines, '', '; the end'].join('\n')],
];

let desk: Desk;
beforeEach(async () => {
  desk = await startDesk();
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await desk[Symbol.asyncDispose]();
});

describe.each(clisOrSkip())('aws $version', (cli) => {
  test.each(files)('uses what our app added to %s', async (_, text) => {
    const path = desk.home.at('.aws/config');
    await writeFile(path, text);
    vi.stubEnv('AWS_CONFIG_FILE', path);
    vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', desk.home.at('.aws/credentials'));
    const { startUrl: sso_start_url, region } = corp;
    await addSection({ type: 'sso-session', name: 'new', settings: { sso_start_url, sso_region: region } });
    const role = { sso_session: 'new', sso_account_id: '111122223333', sso_role_name: 'Developer', region };
    await addSection({ type: 'profile', name: 'corp/dev', settings: role });
    await keepToken(desk.home.path, 'new', await signIn(desk.aws.center));

    const whoAmI = ['sts', 'get-caller-identity', '--profile', 'corp/dev'];
    expect(await desk.told(cli, whoAmI)).toMatchObject({ Arn: DEVELOPER });
    for (const [name, value] of Object.entries(settings)) {
      const { stdout } = await desk.run(cli, ['configure', 'get', name]);
      expect(stdout.trim()).toBe(value);
    }
  });
});
