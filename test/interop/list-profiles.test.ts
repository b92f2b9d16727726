/** The menu's names are those that AWS's own command line lists, or the table says why not. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { env } from 'node:process';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type AwsHome, createAwsHome } from '../aws/aws-home.ts';
import { place, tables } from '../aws/menu/tables.ts';

const AWS = '/usr/bin/aws';
const isMissing = !existsSync(AWS);
if (isMissing) console.warn(`skipped: ${AWS} is not there (Debian's package awscli)`);

let home: AwsHome;
beforeEach(async () => {
  home = await createAwsHome();
});
afterEach(() => home.close());

/** Answers null where it fails. */
async function listProfiles(): Promise<readonly string[] | null> {
  try {
    const { stdout } = await promisify(execFile)(AWS, ['configure', 'list-profiles'], {
      env: { ...env, PYTHONUTF8: '1' },
      maxBuffer: 2 ** 24,
    });
    return stdout.split('\n').slice(0, -1).sort();
  } catch {
    return null;
  }
}

describe.skipIf(isMissing).each(Object.entries(tables))('%s', (_, cases) => {
  it.each(cases)('$title', async (one) => {
    await place(one, home);
    const names = one.menu
      .map((row) => row.split(' | ')[0] ?? '')
      .filter((name) => !/^(?:env|container): /.test(name));
    expect(await listProfiles()).toEqual(one.cli === undefined ? names.sort() : one.cli);
  });
});
