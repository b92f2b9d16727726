/** The loopback server as a program of its own, as other people's clients meet it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { KMS } from '@aws-sdk/client-kms';
import { expect, it } from 'vitest';
import { createAwsKms } from '../../electron/kms/aws-kms.ts';

interface Told {
  readonly url: string;
  readonly keyArn: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** Starts it, hands on what it prints, and ends it when `use` is done. */
async function withServer(args: readonly string[], use: (told: Told) => Promise<void>): Promise<void> {
  const program = join(import.meta.dirname, '..', 'support', 'kms-server.ts');
  const server = spawn(process.execPath, [program, '--port', '0', ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const [line] = await once(createInterface(server.stdout), 'line');
    await use(JSON.parse(String(line)));
  } finally {
    server.kill();
  }
}

it('prints its address, credentials and a key, which work together', () =>
  withServer(['--region', 'eu-west-1', '--account', '444455556666'], async (told) => {
    expect(told.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(told.keyArn).toMatch(/^arn:aws:kms:eu-west-1:444455556666:key\//);
    const { accessKeyId, secretAccessKey, region, url: endpoint } = told;
    const kms = createAwsKms({ region, endpoint, credentials: { accessKeyId, secretAccessKey } });
    expect((await kms.listKeys()).keys).toMatchObject([{ arn: told.keyArn, aliases: ['test'] }]);
    kms.close();
  }));

it('has a quota where one is given', () =>
  withServer(['--quota', '0'], async ({ accessKeyId, secretAccessKey, region, url: endpoint, keyArn }) => {
    const credentials = { accessKeyId, secretAccessKey };
    const kms = new KMS({ region, endpoint, credentials, maxAttempts: 1 });
    const made = kms.generateDataKey({ KeyId: keyArn, KeySpec: 'AES_256' });
    await expect(made).rejects.toMatchObject({ name: 'ThrottlingException' });
    kms.destroy();
  }));
