/**
 * What the practice KMS needs of whatever keeps its keys: `file-store.ts` for people, memory in tests.
 *
 * Key material never leaves a store except inside `withMaterial`, which zeroes it afterwards.
 */

/** Where the key material is protected: the operating system's keychain, or a file only this user may read. */
export type ProtectionKind = 'keychain' | 'file';

/** How key material becomes a string in the store's file. */
export interface Protection {
  readonly kind: ProtectionKind;
  /** Must neither keep nor change `bytes`; the caller zeroes them. */
  readonly protect: (bytes: Uint8Array) => Promise<string>;
  /** The caller zeroes the answer. Rejects where the text was made elsewhere or changed. */
  readonly unprotect: (text: string) => Promise<Uint8Array>;
}

export type KeyState = 'Enabled' | 'Disabled' | 'PendingDeletion';
export type KeyUsage = 'ENCRYPT_DECRYPT' | 'GENERATE_VERIFY_MAC';

export interface PracticeKey {
  /** A UUID in lower case; `mrk-` and 32 hexadecimal digits for a multi-Region key, which no store on disk has. */
  readonly id: string;
  /** ISO 8601, UTC. */
  readonly created: string;
  readonly description: string;
  readonly usage: KeyUsage;
  readonly state: KeyState;
  /** ISO 8601; null but for keys that are pending deletion. */
  readonly deletionDate: string | null;
}

export interface PracticeAlias {
  /** Without the `alias/` prefix. */
  readonly name: string;
  readonly keyId: string;
  readonly created: string;
}

export interface StoreContent {
  readonly keys: readonly PracticeKey[];
  readonly aliases: readonly PracticeAlias[];
}

/** All functions reject with `KmsError` 'practice-store-unreadable' where the store cannot be used. */
export interface KeyReader {
  readonly read: () => Promise<StoreContent>;
  /**
   * Calls `use` with the key's 32 bytes and zeroes them; null where there is no such key. Of a key that has several
   * (a rotated one), with one after the other, the newest first, until `use` answers something else than null.
   */
  readonly withMaterial: <T>(keyId: string, use: (material: Uint8Array) => T | null) => Promise<T | null>;
}

export interface KeyStore extends KeyReader {
  /**
   * Changes the content with nobody else changing it meanwhile, and makes random material for keys that are
   * new in it. What `change` throws is thrown on, and nothing is changed then.
   */
  readonly update: <T>(
    change: (content: StoreContent) => { readonly content: StoreContent; readonly result: T },
  ) => Promise<T>;
}
