/**
 * safeStorage as on a Linux without a keyring: the backend is `basic_text` and nothing is encrypted unless the app
 * accepts a key that anybody can read (setUsePlainTextEncryption), which this module then uses.
 */
import { createCipheriv, createDecipheriv, pbkdf2Sync } from 'node:crypto';
import { app } from './app.ts';
import { guard } from './missing.ts';

const PREFIX = Buffer.from('v10');
/** The well-known key of Chromium's os_crypt on Linux (components/os_crypt/sync/os_crypt_linux.cc). */
const wellKnownKey = (): Buffer => pbkdf2Sync('peanuts', 'saltysalt', 1, 16, 'sha1');
const IV = Buffer.alloc(16, ' ');
let plainText = false;

function available(): boolean {
  return app.isReady() && plainText;
}

function encrypt(text: string): Buffer {
  if (!available())
    throw new Error(
      'Error while encrypting the text provided to safeStorage.encryptString. Encryption is not available.',
    );
  const cipher = createCipheriv('aes-128-cbc', wellKnownKey(), IV);
  return Buffer.concat([PREFIX, cipher.update(text, 'utf8'), cipher.final()]);
}

function decrypt(encrypted: Buffer): string {
  if (!available())
    throw new Error(
      'Error while decrypting the ciphertext provided to safeStorage.decryptString. Decryption is not available.',
    );
  if (!encrypted.subarray(0, 3).equals(PREFIX)) {
    throw new Error(
      'Error while decrypting the ciphertext provided to safeStorage.decryptString. Ciphertext does not appear to be encrypted.',
    );
  }
  const decipher = createDecipheriv('aes-128-cbc', wellKnownKey(), IV);
  return Buffer.concat([decipher.update(encrypted.subarray(3)), decipher.final()]).toString('utf8');
}

export const safeStorage = guard('safeStorage', {
  isEncryptionAvailable: available,
  isAsyncEncryptionAvailable: async (): Promise<boolean> => available(),
  getSelectedStorageBackend: (): string => (app.isReady() ? 'basic_text' : 'unknown'),
  setUsePlainTextEncryption(use: boolean): void {
    plainText = use;
  },
  encryptString: encrypt,
  decryptString: decrypt,
  encryptStringAsync: async (text: string): Promise<Buffer> => encrypt(text),
  decryptStringAsync: async (encrypted: Buffer): Promise<{ result: string; shouldReEncrypt: boolean }> => ({
    result: decrypt(encrypted),
    shouldReEncrypt: false,
  }),
});
