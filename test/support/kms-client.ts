/** A client of the real SDK at the KMS of a test. */
import { KMS } from '@aws-sdk/client-kms';
import type { Caller } from './kms/caller.ts';
import type { KmsServer } from './kms-server.ts';

/** As the first caller in the server's region, where nothing else is said. One attempt a call. Its connections end with the server. */
export function kmsClient(
  { url, credentials, realm }: KmsServer,
  as: Pick<Caller, 'credentials'> = { credentials },
  region = realm.region,
): KMS {
  const { accessKeyId, secretAccessKey } = as.credentials;
  return new KMS({
    region,
    endpoint: url,
    credentials: { accessKeyId, secretAccessKey },
    maxAttempts: 1,
  });
}
