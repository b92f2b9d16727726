/** The loopback server as a program of its own, as other people's clients meet it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, it } from 'vitest';
import { createAwsKms } from '../../electron/kms/aws-kms.ts';

it('prints its address, credentials and a key, which work together', async () => {
  const program = join(import.meta.dirname, '..', 'support', 'kms-server.ts');
  const args = [program, '--port', '0', '--region', 'eu-west-1', '--account', '444455556666'];
  const server = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    const [line] = await once(createInterface(server.stdout), 'line');
    const told = JSON.parse(String(line));
    expect(told.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(told.keyArn).toMatch(/^arn:aws:kms:eu-west-1:444455556666:key\//);
    const { accessKeyId, secretAccessKey, region, url: endpoint } = told;
    const kms = createAwsKms({ region, endpoint, credentials: { accessKeyId, secretAccessKey } });
    expect((await kms.listKeys()).keys).toMatchObject([{ arn: told.keyArn, aliases: ['test'] }]);
    kms.close();
  } finally {
    server.kill();
  }
});
