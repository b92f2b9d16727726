/**
 * Practice keys on disk: `practice-keys.json` in a folder of the app.
 *
 * Guarantees: the file is at every moment a complete old or a complete new one (replace-file.ts),
 * mode 0600 in a folder of mode 0700; a file that is broken, foreign, of a later version or protected by a
 * keychain that is not here is `practice-store-unreadable` and is never written over; two processes that change
 * it at the same time lose nothing (store-lock.ts). A store without keychain is readable where there is one, and
 * the next write moves it into the keychain.
 */
import { randomFillSync } from 'node:crypto';
import { chmod, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { replaceFile } from '../../replace-file.ts';
import { KmsError } from '../errors.ts';
import { fileProtection } from './file-protection.ts';
import type { KeyStore, PracticeKey, Protection, StoreContent } from './key-store.ts';
import { checkOwnFolder, readOwnFile, unreadable } from './own-files.ts';
import { formatStore, MAX_STORE_SIZE, parseStore, type SealedKey, type StoreFile } from './store-format.ts';
import { acquireLock } from './store-lock.ts';

export const STORE_FILE = 'practice-keys.json';
const MATERIAL_LENGTH = 32;

/** A store in `folder`, which is made when the first key is. All failures are 'practice-store-unreadable'. */
export function createFileStore(folder: string, protection: Protection): KeyStore {
  const path = join(folder, STORE_FILE);
  const load = () =>
    asStoreError(async () => {
      await checkOwnFolder(folder);
      return loadStore(path, protection);
    });
  return {
    read: async () => contentOf(await load()),
    withMaterial: async (keyId, use) => {
      const store = await load();
      const key = store.keys.find((candidate) => candidate.id === keyId);
      if (!key) return null;
      const material = await asStoreError(() => unsealed(store, key, protection));
      try {
        return use(material);
      } finally {
        material.fill(0);
      }
    },
    update: async (change) => {
      const lock = await asStoreError(async () => {
        await mkdir(folder, { recursive: true, mode: 0o700 });
        await checkOwnFolder(folder);
        await chmod(folder, 0o700);
        return acquireLock(`${path}.lock`);
      });
      try {
        const before = await load();
        const { content, result } = change(contentOf(before));
        await asStoreError(async () => {
          const text = formatStore(await sealed(before, content, protection));
          const check = async (): Promise<void> => {
            if (!(await lock.stillHeld())) throw unreadable('ELOCKED');
          };
          await replaceFile(path, Buffer.from(text), { mode: 0o600, check });
        });
        return result;
      } finally {
        await lock.release();
      }
    },
  };
}

async function loadStore(path: string, protection: Protection): Promise<StoreFile> {
  const text = await readOwnFile(path, MAX_STORE_SIZE);
  if (text === null) return { protection: protection.kind, keys: [], aliases: [] };
  const store = parseStore(text);
  if (!store) throw unreadable('InvalidContent');
  if (store.protection === 'keychain' && protection.kind === 'file') throw unreadable('KeychainNeeded');
  return store;
}

/** The content with its material: as it was for keys that stay, new for new ones, all in `protection`. */
async function sealed(before: StoreFile, content: StoreContent, protection: Protection): Promise<StoreFile> {
  const known = new Map(before.keys.map((key) => [key.id, key]));
  const keys: SealedKey[] = [];
  for (const key of content.keys) {
    const old = known.get(key.id);
    if (old && before.protection === protection.kind) {
      keys.push({ ...key, material: old.material });
      continue;
    }
    const material = old
      ? await unsealed(before, old, protection)
      : randomFillSync(new Uint8Array(MATERIAL_LENGTH));
    try {
      keys.push({ ...key, material: await protection.protect(material) });
    } finally {
      material.fill(0);
    }
  }
  return { protection: protection.kind, keys, aliases: content.aliases };
}

async function unsealed(store: StoreFile, key: SealedKey, protection: Protection): Promise<Uint8Array> {
  const material = await (store.protection === 'file' ? fileProtection : protection).unprotect(key.material);
  if (material.length === MATERIAL_LENGTH) return material;
  material.fill(0);
  throw unreadable('InvalidContent');
}

function contentOf({ keys, aliases }: StoreFile): StoreContent {
  return { keys: keys.map(({ material: _, ...key }): PracticeKey => key), aliases };
}

async function asStoreError<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof KmsError) throw error;
    const code = error instanceof Error && 'code' in error ? error.code : null;
    throw unreadable(typeof code === 'string' && /^[A-Z][A-Z0-9_]+$/.test(code) ? code : 'ProtectionFailed');
  }
}
