/** Whether a data key is told to be shared is true for each envelope: the bounds of sharing give some keys of their own. */
import { expect, test } from 'vitest';
import { strictPolicy } from '../../electron/envelope/header.ts';
import { PRACTICE_REALM, practicePort } from '../../electron/kms/practice/create-practice-kms.ts';
import { createBatch, type Material } from '../../electron/vault/batch.ts';
import { createDataKeyCache } from '../../electron/vault/data-key-cache.ts';
import { createVault } from '../../electron/vault/vault.ts';
import { testEngine } from '../engine/support.ts';
import { createMemoryKeyStore } from '../support/memory-key-store.ts';
import { createPracticeKey } from '../support/practice-key.ts';
import { scratch } from '../support/scratch.ts';

const names = ['a', 'b', 'c', 'd', 'e'];
const engine = testEngine(names.length);

test.each([
  ['all within the bounds', { files: 5 }, 5, 1],
  ['more that wait for a key than it may have files', { files: 2 }, 2, 4],
  ['too large to share', { bytes: 1 }, 0, 5],
])('%s', async (_, change, shared, requests) => {
  await using folder = await scratch();
  const store = createMemoryKeyStore();
  const keyId = await createPracticeKey(store, PRACTICE_REALM, 'test');
  const port = practicePort(store, PRACTICE_REALM);
  const bounds = { keys: 1, files: 100, bytes: 1000, age: 60_000, ...change };
  const sealing = createDataKeyCache<Material>(bounds);
  // KMS answers when all files want a key.
  const waiting = Promise.withResolvers<void>();
  let wanted = 0;
  const take: typeof sealing.take = (...file) => {
    wanted += 1;
    if (wanted === names.length) waiting.resolve();
    return sealing.take(...file);
  };
  const generateDataKey: typeof port.generateDataKey = async (request) => {
    await waiting.promise;
    return port.generateDataKey(request);
  };
  const kmsFor = async () => ({ ...port, generateDataKey });
  const vault = createVault({ engine, kmsFor, policy: strictPolicy });
  const batch = { ...createBatch(), sealing: { ...sealing, take } };
  const options = {
    outputFolder: null,
    onConflict: 'fail' as const,
    profileId: 'practice',
    context: new Map<string, string>(),
    keyId,
    batch,
  };
  const sources = await Promise.all(names.map((name) => folder.write(name, 'content')));
  const made = await Promise.all(sources.map((source) => vault.encrypt({ ...options, source })));
  sealing.clear();
  const isShared = ({ requestId }: { readonly requestId: string | null }): boolean =>
    made.filter((other) => other.requestId === requestId).length > 1;
  expect(new Set(made.map(({ requestId }) => requestId)).size).toBe(requests);
  expect(made.filter(({ sharedKey }) => sharedKey)).toHaveLength(shared);
  expect(made.map(({ sharedKey }) => sharedKey)).toEqual(made.map(isShared));
});
