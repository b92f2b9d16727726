/** Files that were brought to be encrypted, as jobs: under the chosen key, with the options that main keeps. */
import { lstat } from 'node:fs/promises';
import type { EncryptRequest } from '../contract/api.ts';
import { createBatch } from './batch.ts';
import { failure } from './explain.ts';
import type { Handles } from './handles.ts';
import type { EncryptSpec } from './job.ts';
import { otherKeysOf } from './other-keys.ts';
import { pinTo } from './pin.ts';
import type { Session } from './session.ts';
import type { SettingsStore } from './settings.ts';

export interface DropParts {
  readonly session: Session;
  readonly settings: SettingsStore;
  readonly handles: Handles;
}

/**
 * One job a file; those of a drop above the limit share a data key.
 *
 * Throws `no-key-chosen` for a key that is not the chosen one, `cannot-decrypt-again` for one that this person could not decrypt
 * with, unless they allow it, and `unknown-handle`.
 */
export async function dropped(
  { handles: chosen, profileId, keyArn, onConflict, allowOneWay }: EncryptRequest,
  { session, settings, handles }: DropParts,
): Promise<readonly EncryptSpec[]> {
  session.profile(profileId);
  const sources = chosen.map((handle) => handles.path(handle));
  const sizes = await Promise.all(sources.map(sizeOf));
  // Nothing is waited for afterwards: what was checked is what is encrypted with.
  await session.examined();
  checkKey(session, profileId, keyArn, allowOneWay);
  const pinned = pinTo(session, profileId);
  const { otherKeys, encryption } = settings.get();
  const { shareAbove, escrowKey: _, ...options } = encryption;
  const otherKeyArns = otherKeysOf(otherKeys, encryption, profileId).filter((arn) => arn !== keyArn);
  const shares = sources.length > shareAbove && !options.sign;
  const drop = shares ? { batch: createBatch(), files: sources.length } : null;
  return sources.map((source, index) => ({
    kind: 'encrypt',
    source,
    size: sizes[index] ?? 0,
    ...pinned,
    keyArn,
    otherKeyArns,
    ...options,
    drop,
    onConflict,
  }));
}

function checkKey(session: Session, profileId: string, keyArn: string, allowOneWay: boolean): void {
  const { keys, keyDetails, ...chosen } = session.state();
  const isChosen = chosen.profileId === profileId && chosen.keyArn === keyArn && keys.status === 'ready';
  const isOffered = isChosen && keys.keys.some(({ arn, unusable }) => arn === keyArn && unusable === null);
  if (!isOffered || keyDetails === null) throw failure('no-key-chosen');
  if (keyDetails.oneWay && !allowOneWay)
    throw failure('cannot-decrypt-again', keyDetails.canDecrypt.error?.details);
}

/** Bytes; 0 where it cannot be told, which its job will say. */
const sizeOf = (path: string): Promise<number> =>
  lstat(path).then(
    ({ size }) => size,
    () => 0,
  );
