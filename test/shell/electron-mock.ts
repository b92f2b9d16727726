/** A stand-in for the module `electron` in unit tests of the shell: records what is asked of it. */
import { vi } from 'vitest';

export const created: { readonly options: unknown }[] = [];
export const registered: unknown[] = [];

export const electron = {
  BrowserWindow: class {
    readonly once = vi.fn();
    constructor(options: unknown) {
      created.push({ options });
    }
  },
  protocol: { registerSchemesAsPrivileged: (schemes: unknown) => registered.push(schemes) },
  safeStorage: {
    isAsyncEncryptionAvailable: vi.fn(async () => true),
    getSelectedStorageBackend: vi.fn(() => 'gnome_libsecret'),
    encryptStringAsync: vi.fn(async (text: string) => Buffer.from([...text].reverse().join(''))),
    decryptStringAsync: vi.fn(async (bytes: Buffer) => ({
      shouldReEncrypt: false,
      result: [...bytes.toString()].reverse().join(''),
    })),
  },
};
