/** Every data key that a key service gave out, and every key that the envelopes in a folder derive from one. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { deriveKeys } from '../../electron/envelope/derive.ts';
import { EnvelopeError } from '../../electron/envelope/errors.ts';
import { type Header, parseHeader, strictPolicy } from '../../electron/envelope/header.ts';
import { type Key, type Search, searchFor } from './key-search.ts';

export interface KnownKeys {
  readonly dataKeys: readonly Key[];
  readonly derivedKeys: readonly Key[];
  /** For the key service: takes a data key that it gives out; the same one again is the same one. */
  readonly onKey: (plaintext: Uint8Array) => void;
  /**
   * Takes what the envelopes of this folder derive, those in work included: call it before they go. Answers the names of
   * those that no data key belongs to.
   */
  readonly lookInto: (folder: string) => readonly string[];
  /** For all of these, and others beside them. */
  readonly search: (...others: readonly Key[]) => Search;
}

export function createKnownKeys(): KnownKeys {
  const dataKeys: Key[] = [];
  const derivedKeys = new Map<string, Key>();

  /** Whether one of the data keys is this envelope's; of the temporary files some are none. */
  function take(path: string): boolean {
    const header = headerOf(path);
    if (header === null) return !path.endsWith('.envelope');
    const { suite, messageId, commitment } = header;
    const id = messageId.join();
    if (derivedKeys.has(id)) return true;
    for (const dataKey of dataKeys) {
      const keys = deriveKeys(suite, dataKey.bytes, messageId);
      if (Buffer.compare(commitment ?? Buffer.alloc(0), keys.commitment ?? Buffer.alloc(1)) !== 0) continue;
      const name = `key ${derivedKeys.size} derived from ${dataKey.name}`;
      derivedKeys.set(id, { name, bytes: Buffer.from(keys.key) });
      return true;
    }
    return false;
  }

  return {
    dataKeys,
    get derivedKeys() {
      return [...derivedKeys.values()];
    },
    onKey: (plaintext) => {
      const bytes = Buffer.from(plaintext);
      if (dataKeys.every((key) => !bytes.equals(key.bytes)))
        dataKeys.push({ name: `data key ${dataKeys.length}`, bytes });
    },
    lookInto: (folder) =>
      readdirSync(folder).filter(
        (name) => (name.endsWith('.envelope') || name.endsWith('.part')) && !take(join(folder, name)),
      ),
    search: (...others) => searchFor([...dataKeys, ...derivedKeys.values(), ...others]),
  };
}

function headerOf(path: string): Header | null {
  try {
    return parseHeader(readFileSync(path), strictPolicy);
  } catch (error) {
    if (error instanceof EnvelopeError) return null;
    throw error;
  }
}
