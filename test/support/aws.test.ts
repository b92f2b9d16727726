/** The double as a program of its own, as somebody tries the app with it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, it } from 'vitest';
import { scratch } from './scratch.ts';

const program = join(import.meta.dirname, 'aws.ts');

it('writes a config file, where there is none, and prints what brings the app there', async () => {
  await using home = await scratch();
  const server = spawn(process.execPath, [program, home.path], { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    const [line] = await once(createInterface(server.stdout), 'line');
    const { keyArn, env } = JSON.parse(String(line));
    expect(keyArn).toMatch(/^arn:aws:kms:us-east-1:111122223333:key\//);
    expect(env).toMatchObject({ HOME: home.path, AWS_ENDPOINT_URL_SSO: env.AWS_ENDPOINT_URL_STS });
    expect(String(await home.read('.aws/config'))).toContain('[sso-session corp]');
    const again = spawn(process.execPath, [program, home.path], { stdio: 'ignore' });
    expect(await once(again, 'exit')).toEqual([1, null]);
    expect((await fetch(env.AWS_ENDPOINT_URL_SSO_OIDC, { method: 'POST' })).status).toBe(400);
  } finally {
    server.kill();
  }
});
