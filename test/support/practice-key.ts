/** Keys in a practice store, made without going through the API. */
import { randomUUID } from 'node:crypto';
import type { KeyStore, PracticeKey } from '../../electron/kms/practice/key-store.ts';
import { keyArn, type Realm } from '../../electron/kms/practice/resolve-key.ts';

/** Makes a key, with an alias (without `alias/`) where one is given; answers its ARN. */
export async function createPracticeKey(
  store: KeyStore,
  realm: Realm,
  alias: string | null,
  change: Partial<PracticeKey> = {},
): Promise<string> {
  const created = '2026-01-02T03:04:05.000Z';
  const key: PracticeKey = {
    id: randomUUID(),
    created,
    description: '',
    usage: 'ENCRYPT_DECRYPT',
    state: 'Enabled',
    deletionDate: null,
    ...change,
  };
  return store.update((content) => ({
    content: {
      keys: [...content.keys, key],
      aliases:
        alias === null ? content.aliases : [...content.aliases, { name: alias, keyId: key.id, created }],
    },
    result: keyArn(realm, key.id),
  }));
}
