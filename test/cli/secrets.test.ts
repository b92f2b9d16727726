/** No token, code or secret key is in what the program prints or leaves behind, but for the token where it belongs. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startAws, writeConfig } from '../support/aws.ts';
import { visit } from '../support/identity/visitor.ts';
import { searchFor } from '../support/key-search.ts';
import { createPracticeKey } from '../support/practice-key.ts';
import { runCli } from '../support/run-cli.ts';
import { scratch } from '../support/scratch.ts';
import { searchFolder } from '../support/search-files.ts';

test('secrets are nowhere but in the token file, whatever AWS answers', async () => {
  await using home = await scratch();
  await using aws = await startAws();
  const { center } = aws;
  await createPracticeKey(aws.kms.store, aws.kms.realm, 'payroll');
  await writeConfig(home.path);
  await home.write('x', 'content');
  const printed: string[] = [];
  const run = async (...args: readonly string[]): Promise<void> => {
    let visited = false;
    const { stdout, stderr } = await runCli(args, {
      home: home.path,
      env: aws.env,
      onOutput: (_, output) => {
        const [, url] = /^ {2}(http\S+)\n/m.exec(output) ?? [];
        if (url !== undefined && !visited) void visit(url);
        visited ||= url !== undefined;
      },
    });
    printed.push(args.join(' '), stdout, stderr);
  };
  const search = () =>
    searchFor(center.secrets().map((text) => ({ name: text.slice(0, 8), bytes: Buffer.from(text) })));
  /** The next answer to `operation` repeats all of it. */
  const betray = (operation: string): void => {
    const message = center.secrets().join(' ');
    center.fail({ kind: 'exception', type: 'InvalidRequestException', message }, 1, operation);
  };
  const cache = join(home.path, '.aws', 'sso', 'cache');

  await run('sign-in', 'corp');
  await run('sign-in', '--profile', 'old', '--device');
  await run('keys', '--profile', 'dev', '--json');
  await run('encrypt', '--profile', 'dev', '--key', 'payroll', '--json', home.at('x'));
  await run('verify', '--profile', 'writer', home.at('x.envelope'));
  betray('GetRoleCredentials');
  await run('keys', '--profile', 'dev');
  betray('AssumeRole');
  await run('keys', '--profile', 'writer', '--json');
  center.expireTokens();
  betray('CreateToken');
  await run('keys', '--profile', 'dev', '--json');
  betray('RegisterClient');
  await run('sign-in', 'corp');
  await run('sign-in', 'corp');

  expect(search().in(Buffer.from(printed.join('\n')))).toEqual([]);
  expect(await readdir(cache)).toHaveLength(2);
  expect(searchFolder(search(), cache, '')).not.toEqual([]);
  betray('Logout');
  await run('sign-out', 'corp');
  await run('sign-out', '--profile', 'old');
  expect(searchFolder(search(), home.path, '')).toEqual([]);
  expect(await readdir(cache)).toEqual([]);
  expect(search().in(Buffer.from(printed.join('\n')))).toEqual([]);
  expect(printed.join('\n')).toContain('Signed in to corp.');
});
