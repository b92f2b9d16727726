/**
 * Showing the profiles contacts nobody and runs nothing: with every profile a trap, a service that counts wherever AWS
 * could be asked, and a proxy that counts beside it; at the start, in the menus, when the files change. What is chosen is
 * run: the traps are not blind.
 */

import { once } from 'node:events';
import { existsSync, mkdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { expect, test } from 'playwright/test';
import { scratch } from '../support/scratch.ts';
import { look, startVault } from './vault-app.ts';

test('a list of profiles is a look into files', async () => {
  await using home = await scratch();
  let contacts = 0;
  const everybody = createServer((socket) => {
    contacts += 1;
    socket.destroy();
  });
  everybody.listen(0, '127.0.0.1');
  await once(everybody, 'listening');
  const address = everybody.address();
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  const trap = home.at('sprung');
  const config = `[default]
credential_process = sh -c 'touch ${trap}'
region = us-east-1
[profile process]
credential_process = sh -c 'touch ${trap}'
region = us-east-1
[profile chain]
source_profile = process
role_arn = arn:aws:iam::111122223333:role/x
[profile web]
role_arn = arn:aws:iam::111122223333:role/x
web_identity_token_file = ${home.at('token')}
[profile instance]
credential_source = Ec2InstanceMetadata
role_arn = arn:aws:iam::111122223333:role/x
[sso-session corp]
sso_start_url = ${url}/start
sso_region = us-east-1
[profile sso]
sso_session = corp
sso_account_id = 111122223333
sso_role_name = Developer
`;
  mkdirSync(home.at('.aws'));
  await home.write('.aws/config', config);
  await home.write('token', 'token');
  try {
    await using vault = await startVault({
      home: home.path,
      env: {
        ...Object.fromEntries(
          ['', '_KMS', '_STS', '_SSO', '_SSO_OIDC'].map((service) => [`AWS_ENDPOINT_URL${service}`, url]),
        ),
        HTTPS_PROXY: url,
        HTTP_PROXY: url,
        AWS_EC2_METADATA_DISABLED: undefined,
        AWS_EC2_METADATA_SERVICE_ENDPOINT: url,
        AWS_CONTAINER_CREDENTIALS_FULL_URI: `${url}/container`,
      },
    });
    const { app, window: page } = vault;
    await page.getByRole('button', { name: /^Profile: / }).click();
    await expect(page.getByRole('menuitemradio', { name: 'process' })).toBeVisible();
    await look(page, '54-every-kind');
    await page.keyboard.press('Escape');
    const inMenu = () =>
      app.evaluate(({ Menu }) =>
        ['aws:process', 'aws:sso', 'aws:later'].map(
          (id) => Menu.getApplicationMenu()?.getMenuItemById(`profile:${id}`)?.label ?? null,
        ),
      );
    expect(await inMenu()).toEqual(['process', 'sso (sign in)', null]);
    await home.write('.aws/config', `${config}[profile later]\nsource_profile = process\n`);
    await expect.poll(inMenu).toEqual(['process', 'sso (sign in)', 'later (can’t be used)']);
    expect([contacts, existsSync(trap)]).toEqual([0, false]);

    await page.evaluate(() => window.vault.selectProfile('aws:process'));
    await expect.poll(() => existsSync(trap), 'the chosen profile’s program').toBe(true);
    await page.evaluate(() => window.vault.signIn('session:corp', 'browser'));
    await expect.poll(() => contacts, 'the sign-in service').toBeGreaterThan(0);
  } finally {
    everybody.close();
  }
});
