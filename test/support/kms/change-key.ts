/** Changes of one key in its store. */
import { PracticeException } from '../../../electron/kms/practice/exception.ts';
import type { PracticeKey } from '../../../electron/kms/practice/key-store.ts';
import { type Call, homeOf, type Target } from './call.ts';

/** Adds an enabled key to the caller's own; its material is random. */
export async function addKey(
  call: Call,
  given: Pick<PracticeKey, 'id' | 'description' | 'usage'>,
  home = homeOf(call),
): Promise<PracticeKey> {
  const key: PracticeKey = {
    ...given,
    created: call.now().toISOString(),
    state: 'Enabled',
    deletionDate: null,
  };
  await home.store.update((content) => ({
    content: { ...content, keys: [...content.keys, key] },
    result: null,
  }));
  return key;
}

/** Throws KMSInvalidStateException for what a key that will be deleted is not changed by any more. */
export function checkNotPending({ key, arn }: Target): void {
  if (key.state === 'PendingDeletion') {
    throw new PracticeException('KMSInvalidStateException', `${arn} is pending deletion.`);
  }
}

export async function changeKey(
  { realm, key }: Target,
  to: (key: PracticeKey) => PracticeKey,
): Promise<void> {
  await realm.store.update((content) => ({
    content: { ...content, keys: content.keys.map((one) => (one.id === key.id ? to(one) : one)) },
    result: null,
  }));
}
