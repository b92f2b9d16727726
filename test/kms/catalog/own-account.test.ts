/** Whose credentials a client has, as KMS itself tells it: by an alias, or by whom it refuses; else nobody knows. */
import { afterEach, expect, test } from 'vitest';
import { createAwsKms } from '../../../electron/kms/aws-kms.ts';
import { callerOf, type KmsServer, startKmsServer } from '../../support/kms-server.ts';
import { createPracticeKey } from '../../support/practice-key.ts';

const denied = callerOf('444455556666', 'clerk', ['kms:List*']);
let server: KmsServer;
afterEach(() => server.close());

function clientOf(credentials = server.credentials) {
  return createAwsKms({ region: server.realm.region, endpoint: server.url, credentials });
}

test('the account of an alias', async () => {
  server = await startKmsServer();
  await createPracticeKey(server.store, server.realm, 'test');
  expect(await clientOf().ownAccount()).toBe(server.realm.accountId);
});

test('the account of who is refused', async () => {
  server = await startKmsServer({ callers: [denied] });
  expect(await clientOf(denied.credentials).ownAccount()).toBe('444455556666');
});

test('nobody knows, where there is no alias, or the refusal names nobody', async () => {
  server = await startKmsServer();
  const client = clientOf();
  expect(await client.ownAccount()).toBeNull();
  server.fail({ kind: 'exception', type: 'AccessDeniedException', message: 'No.' });
  expect(await client.ownAccount()).toBeNull();
});

test('what else fails is told', async () => {
  server = await startKmsServer();
  server.fail({ kind: 'exception', type: 'UnrecognizedClientException' });
  await expect(clientOf().ownAccount()).rejects.toMatchObject({ code: 'credentials-rejected' });
});
