/** What end-to-end tests with an organisation share: AWS, a home whose config has its profiles, a browser, the app. */
import { mkdirSync } from 'node:fs';
import { expect } from 'playwright/test';
import { type Aws, startAws } from '../support/aws.ts';
import { answerPage, type Links, noteLinks } from '../support/browser.ts';
import type { LaunchedApp } from '../support/electron-app.ts';
import { configText } from '../support/identity/organisation.ts';
import { createPracticeKey } from '../support/practice-key.ts';
import { type Scratch, scratch } from '../support/scratch.ts';
import { startVault } from './vault-app.ts';

export interface Organisation extends AsyncDisposable {
  readonly aws: Aws;
  readonly home: Scratch;
  readonly links: Links;
  readonly start: () => Promise<LaunchedApp>;
}

export interface OrganisationOptions {
  /** The config file; one with a profile of each kind where it is not given. */
  readonly config?: string;
  /** Sees each data key that is given out. */
  readonly onKey?: () => void;
}

/** Account 111122223333 has a key `payroll` in the region of its profiles, account 444455556666 has `archive`. */
export async function organisation(options: OrganisationOptions = {}): Promise<Organisation> {
  const { config = configText(), onKey = () => {} } = options;
  const aws = await startAws({ kms: { onKey } });
  const home = await scratch();
  mkdirSync(home.at('.aws'));
  await home.write('.aws/config', config);
  await createPracticeKey(aws.kms.store, aws.kms.realm, 'payroll');
  const archive = { ...aws.kms.realm, accountId: '444455556666' };
  await createPracticeKey(aws.kms.storeOf(archive), archive, 'archive');
  const links = noteLinks(home.at('.browser'));
  return {
    aws,
    home,
    links,
    start: () => startVault({ home: home.path, env: { ...aws.env, PATH: links.path } }),
    [Symbol.asyncDispose]: async () => {
      await aws[Symbol.asyncDispose]();
      await home[Symbol.asyncDispose]();
    },
  };
}

export async function choose({ window }: LaunchedApp, profile: string): Promise<void> {
  await window.getByRole('button', { name: /^Profile: / }).click();
  await window.getByRole('menuitemradio', { name: profile, exact: true }).click();
}

/** With the button of that name, in the browser, for the `count`th time. */
export async function signIn(
  { window }: LaunchedApp,
  { links }: Organisation,
  button = 'Sign in to corp',
  count = 1,
): Promise<void> {
  await window.getByRole('button', { name: button }).first().click();
  await answerPage(await links.nth(count), 'Allow access');
}

/** Chooses a profile of `corp` and signs in, until its key is chosen. */
export async function signedIn(vault: LaunchedApp, corp: Organisation, profile = 'dev'): Promise<void> {
  await choose(vault, profile);
  await signIn(vault, corp);
  await expect(vault.window.getByRole('button', { name: /^Key: payroll/ })).toBeVisible();
}
