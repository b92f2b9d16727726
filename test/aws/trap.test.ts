/** Listing and watching profiles contact nobody and execute nothing, whatever the files say. */
import { appendFile } from 'node:fs/promises';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createProfileAccesses } from '../../electron/aws/credentials.ts';
import { createNetwork } from '../../electron/aws/network.ts';
import { readIdentities } from '../../electron/aws/profiles.ts';
import { watchAwsFiles } from '../../electron/aws/watch.ts';
import { type AwsHome, createAwsHome } from './aws-home.ts';
import { setTrap, type Trap } from './trap.ts';

const open = (name: string) => createProfileAccesses({ network: createNetwork() }).open(`aws:${name}`);

let home: AwsHome;
let trap: Trap;
beforeEach(async () => {
  home = await createAwsHome();
  trap = await setTrap(home.folder);
  for (const [name, value] of Object.entries(trap.environment)) vi.stubEnv(name, value);
});
afterEach(async () => {
  await trap.close();
  await home.close();
});

it('listing, and listing again when the files change', async () => {
  const { profiles, sessions } = await readIdentities();
  const files = profiles.filter(({ id }) => id.startsWith('aws:'));
  expect(files.map(({ name }) => name)).toEqual([...trap.names].sort());
  expect(files.filter(({ kind }) => kind === 'unusable')).toEqual([]);
  expect(sessions.map(({ state }) => state.status)).toEqual(['signed-in', 'signed-in']);
  let stop = () => {};
  const listedAgain = new Promise((resolve) => {
    stop = watchAwsFiles(() => resolve(readIdentities()));
  });
  await appendFile(home.config, '[profile new]\ncredential_process = false\n');
  expect(await listedAgain).toMatchObject({ problem: null });
  stop();
  expect(trap.connections()).toBe(0);
  expect(trap.executed()).toBe(false);
});

it.each(['sso', 'role'])('the trap is one: using the profile %s is seen by the server', async (name) => {
  const { credentials } = await open(name);
  await expect(credentials()).rejects.toThrow();
  expect(trap.connections()).toBeGreaterThan(0);
});

it('the trap is one: using the profile program is seen', async () => {
  const { credentials } = await open('program');
  await expect(credentials()).rejects.toThrow();
  expect(trap.executed()).toBe(true);
});
