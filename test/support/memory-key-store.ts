/** A `KeyStore` that forgets: for tests and the loopback server. */
import { randomFillSync } from 'node:crypto';
import type { KeyStore, StoreContent } from '../../electron/kms/practice/key-store.ts';

export function createMemoryKeyStore(): KeyStore {
  const materials = new Map<string, Uint8Array>();
  let content: StoreContent = { keys: [], aliases: [] };
  return {
    read: async () => content,
    withMaterial: async (keyId, use) => {
      const material = materials.get(keyId)?.slice();
      if (!material) return null;
      try {
        return use(material);
      } finally {
        material.fill(0);
      }
    },
    update: async (change) => {
      const changed = change(content);
      content = changed.content;
      for (const { id } of content.keys) {
        if (!materials.has(id)) materials.set(id, randomFillSync(new Uint8Array(32)));
      }
      return changed.result;
    },
  };
}
