/**
 * Practice keys wrapped by the operating system's keychain, where that is real protection.
 *
 * On a Linux without a keyring Electron's safeStorage falls back to a password that is in its source
 * (`basic_text`); that is no protection, so the caller keeps the keys in a private file and says so.
 */
import { safeStorage } from 'electron';

/** Wraps short secrets; the text it makes opens only for this user on this computer. */
export interface Keychain {
  readonly kind: 'keychain';
  readonly protect: (bytes: Uint8Array) => Promise<string>;
  readonly unprotect: (text: string) => Promise<Uint8Array>;
}

/** The keychain's protection; null where there is none worth the name. Call when the app is ready. */
export async function keychainProtection(): Promise<Keychain | null> {
  if (!(await safeStorage.isAsyncEncryptionAvailable())) return null;
  if (process.platform === 'linux' && safeStorage.getSelectedStorageBackend() === 'basic_text') return null;
  return {
    kind: 'keychain',
    protect: async (bytes) => (await safeStorage.encryptStringAsync(toBase64(bytes))).toString('base64'),
    unprotect: async (text) => {
      const { result } = await safeStorage.decryptStringAsync(Buffer.from(text, 'base64'));
      return Uint8Array.from(Buffer.from(result, 'base64'));
    },
  };
}

const toBase64 = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('base64');
