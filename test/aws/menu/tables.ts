/** All cases of the menu, and their files put into a home folder. */
import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { vi } from 'vitest';
import type { AwsHome } from '../aws-home.ts';
import { broken } from './broken.ts';
import { elsewhere } from './elsewhere.ts';
import { good } from './good.ts';
import { hostile } from './hostile.ts';
import { incomplete } from './incomplete.ts';
import type { MenuCase } from './menu-case.ts';
import { odd } from './odd.ts';
import { signedIn } from './signed-in.ts';

export const tables: Readonly<Record<string, readonly MenuCase[]>> = {
  good,
  elsewhere,
  signedIn,
  incomplete,
  odd,
  broken,
  hostile,
};

/** Makes a new home folder, and the environment, that of the case. */
export async function place(one: MenuCase, home: AwsHome): Promise<void> {
  if (one.config !== undefined) await writeFile(home.config, one.config);
  if (one.credentials !== undefined) await writeFile(home.credentials, one.credentials);
  await one.prepare?.(home);
  for (const [id, token] of Object.entries(one.tokens ?? {})) await home.signIn(id, token);
  const logins = join(home.folder, '.aws', 'login', 'cache');
  await mkdir(logins, { recursive: true });
  for (const [id, token] of Object.entries(one.logins ?? {})) {
    const name = createHash('sha256').update(id).digest('hex');
    await writeFile(join(logins, `${name}.json`), typeof token === 'string' ? token : JSON.stringify(token));
  }
  for (const [name, value] of Object.entries(one.environment ?? {})) vi.stubEnv(name, value);
}
