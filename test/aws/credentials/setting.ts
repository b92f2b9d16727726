/** AWS with an organisation and a key, and a home folder whose config file has a profile of each kind. */
import { writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, vi } from 'vitest';
import {
  type AccessOptions,
  createProfileAccesses,
  type ProfileAccesses,
} from '../../../electron/aws/credentials.ts';
import { AwsError } from '../../../electron/aws/errors.ts';
import { createNetwork } from '../../../electron/aws/network.ts';
import { createAwsKms } from '../../../electron/kms/aws-kms.ts';
import { type Aws, startAws } from '../../support/aws.ts';
import { configText } from '../../support/identity/organisation.ts';
import { keepToken, signIn } from '../../support/identity/signed-in.ts';
import { createPracticeKey } from '../../support/practice-key.ts';
import { type AwsHome, createAwsHome } from '../aws-home.ts';

export interface Setting {
  readonly home: AwsHome;
  readonly aws: Aws;
  readonly keyArn: string;
  /** Signs alice in to the session `corp`. */
  readonly signedIn: () => Promise<void>;
  /** Requests of an operation so far. */
  readonly calls: (operation: string) => number;
  /** Asks KMS for a data key with the profile; answers the key's ARN. */
  readonly useKms: (profiles: ProfileAccesses, profileId: string) => Promise<string>;
}

/** Made anew for each test. */
export function accessSetting(): () => Setting {
  let setting: Setting | null = null;
  beforeEach(async () => {
    const home = await createAwsHome();
    await writeFile(home.config, configText());
    const aws = await startAws();
    for (const [name, value] of Object.entries(aws.env)) vi.stubEnv(name, value);
    const keyArn = await createPracticeKey(aws.kms.store, aws.kms.realm, 'payroll');
    setting = {
      home,
      aws,
      keyArn,
      signedIn: async () => keepToken(home.folder, 'corp', await signIn(aws.center)),
      calls: (operation) => aws.center.calls.get(operation) ?? 0,
      useKms: async (profiles, profileId) => {
        const { credentials, region, network } = await profiles.open(profileId);
        const kms = createAwsKms({ credentials, region: region ?? 'us-east-1', ...network.address('kms') });
        const made = kms.generateDataKey({ keyId: keyArn, encryptionContext: new Map(), length: 32 });
        return (await made.finally(() => kms.close())).keyArn;
      },
    };
  });
  afterEach(async () => {
    await setting?.aws[Symbol.asyncDispose]();
    await setting?.home.close();
    setting = null;
  });
  return () => {
    if (setting === null) throw new Error('There is a setting inside of a test only');
    return setting;
  };
}

export const accesses = (options: Partial<AccessOptions> = {}): ProfileAccesses =>
  createProfileAccesses({ network: createNetwork(), ...options });

/** The code that it fails with. */
export async function codeOf(promise: Promise<unknown>): Promise<string> {
  const error = await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (error instanceof AwsError) return error.code;
  throw error ?? new Error('It did not fail');
}
