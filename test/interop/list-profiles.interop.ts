/** The menu's names are those that AWS's own command line lists, or the table says why not. */
import { env } from 'node:process';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type AwsHome, createAwsHome } from '../aws/aws-home.ts';
import { place, tables } from '../aws/menu/tables.ts';
import { type AwsCli, findAwsClis, runAws } from './awscli.ts';

// One that signs in knows every kind of profile.
const clis = findAwsClis().filter(({ signsIn }) => signsIn);

let home: AwsHome;
beforeEach(async () => {
  home = await createAwsHome();
});
afterEach(() => home.close());

/** Answers null where it fails. */
async function listProfiles(cli: AwsCli): Promise<readonly string[] | null> {
  const { code, stdout } = await runAws(cli, ['configure', 'list-profiles'], {
    env: { ...env, PYTHONUTF8: '1' },
  });
  return code === 0 ? stdout.split('\n').slice(0, -1).sort() : null;
}

describe.each(clis.flatMap((cli) => Object.entries(tables).map(([name, cases]) => ({ cli, name, cases }))))(
  'aws $cli.version, $name',
  ({ cli, cases }) => {
    it.each(cases)('$title', async (one) => {
      await place(one, home);
      const names = one.menu
        .map((row) => row.split(' | ')[0] ?? '')
        .filter((name) => !/^(?:env|container): /.test(name));
      expect(await listProfiles(cli)).toEqual(one.cli === undefined ? names.sort() : one.cli);
    });
  },
);
