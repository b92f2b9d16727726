/**
 * What the files of one run, or one drop, have in common: a data key to encrypt with, and the data keys that were
 * unwrapped for them (docs/decisions/009-one-data-key.md).
 */
import type { EncryptionMaterials } from '../engine/engine.ts';
import { createDataKeyCache, type DataKeyCache, type WithDataKey } from './data-key-cache.ts';

/** Which KMS key gave a data key, and in which call. */
export interface KeyUse {
  readonly keyArn: string;
  /** AWS's request id of the call. */
  readonly requestId: string | null;
}

/** What one new envelope is encrypted with. */
export interface Material extends EncryptionMaterials, KeyUse {}

/** What an envelope is opened with. */
export interface OpenedKey extends WithDataKey, KeyUse {}

export interface Batch {
  readonly sealing: DataKeyCache<Material>;
  readonly opening: DataKeyCache<OpenedKey>;
  /** Wipes its keys: to be called when it has ended. */
  readonly clear: () => void;
}

/** Files of a batch above which they share a data key, where nothing else is chosen. */
export const SHARE_ABOVE = 100;

/** Milliseconds for which a key is held: also how long opening goes on after the right to decrypt was taken away. */
const AGE = 10 * 60 * 1000;

/**
 * Who has the data key has all of its files: what limits those. Cryptography would allow more, since each file's own key
 * is derived from it: had all of 1 TiB been under one key of AES-GCM, nobody could tell it from random with an advantage
 * above 2^-56 (2^36 blocks, squared, over 2^128).
 */
const sealingBounds = { keys: 1, files: 65_536, bytes: 2 ** 40, age: AGE };

/** Envelopes made one by one have a data key each: it is no use to keep many. */
const openingBounds = {
  keys: 256,
  files: Number.POSITIVE_INFINITY,
  bytes: Number.POSITIVE_INFINITY,
  age: AGE,
};

export function createBatch(): Batch {
  const sealing = createDataKeyCache<Material>(sealingBounds);
  const opening = createDataKeyCache<OpenedKey>(openingBounds);
  return {
    sealing,
    opening,
    clear: () => {
      sealing.clear();
      opening.clear();
    },
  };
}
