/**
 * AWS on this computer: KMS and IAM Identity Center with STS, which know the same people, so that credentials which the
 * one gives are good for the other, as long as they are valid.
 *
 *     await using aws = await startAws();
 *     const arn = await createPracticeKey(aws.kms.store, aws.kms.realm, 'payroll');
 *     await writeFile(home.at('.aws/config'), configText());      // test/support/identity/organisation.ts
 *     runCli(['keys', '--profile', 'dev'], { home, env: aws.env });
 */
import { createCallers } from './identity/callers.ts';
import { type IdentityCenter, type IdentityCenterOptions, startIdentityCenter } from './identity-center.ts';
import { type KmsServer, type KmsServerOptions, owner, startKmsServer } from './kms-server.ts';

export interface Aws extends AsyncDisposable {
  readonly kms: KmsServer;
  readonly center: IdentityCenter;
  /** Environment that sends every AWS SDK here. It has no credentials: those come by the profile. */
  readonly env: Readonly<Record<string, string>>;
}

export interface AwsOptions {
  readonly kms?: Omit<KmsServerOptions, 'realm' | 'credentials'>;
  readonly center?: IdentityCenterOptions;
}

export async function startAws({ kms: kmsOptions, center: centerOptions }: AwsOptions = {}): Promise<Aws> {
  const callers = createCallers([owner, ...(kmsOptions?.callers ?? [])]);
  const kms = await startKmsServer({ regions: ['eu-west-1'], ...kmsOptions, credentials: [], callers });
  const center = await startIdentityCenter({ ...centerOptions, callers });
  return {
    kms,
    center,
    env: { ...center.env, AWS_ENDPOINT_URL_KMS: kms.url },
    [Symbol.asyncDispose]: async () => {
      await kms.close();
      await center.close();
    },
  };
}
