/** A sign-in service with an organisation, and a home folder that has a session for it. */
import { writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, vi } from 'vitest';
import type { SsoNetwork } from '../../../electron/aws/sign-in/sso-clients.ts';
import type { SessionSettings } from '../../../electron/aws/sign-in-sessions.ts';
import { corp, ssoSession } from '../../support/identity/organisation.ts';
import { type IdentityCenter, startIdentityCenter } from '../../support/identity-center.ts';
import { type AwsHome, createAwsHome } from '../aws-home.ts';

export interface Setting {
  readonly home: AwsHome;
  readonly center: IdentityCenter;
}

export const session: SessionSettings = {
  id: 'session:corp',
  name: 'corp',
  startUrl: corp.startUrl,
  region: corp.region,
};
export const legacySession: SessionSettings = { ...session, id: `url:${corp.startUrl}` };

/** As the environment says. */
export const network: SsoNetwork = { clientOptions: () => ({ maxAttempts: 1 }) };

/** Made anew for each test. */
export function signInSetting(): () => Setting {
  let setting: Setting | null = null;
  beforeEach(async () => {
    const home = await createAwsHome();
    const center = await startIdentityCenter();
    for (const [name, value] of Object.entries(center.env)) vi.stubEnv(name, value);
    await writeFile(home.config, ssoSession('corp'));
    setting = { home, center };
  });
  afterEach(async () => {
    await setting?.center.close().catch(() => undefined);
    await setting?.home.close();
    setting = null;
  });
  return () => {
    if (setting === null) throw new Error('There is a setting inside of a test only');
    return setting;
  };
}
