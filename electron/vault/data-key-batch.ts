/**
 * One data key for many files of one run: one call of the key service instead of thousands.
 *
 * The format allows it, since every message derives its own key from a message id of its own. It is bounded by files
 * and age; the bytes are wiped when the bounds are reached and when the batch is closed. Signed files have no part in
 * it: the context of each holds a public key of its own.
 */
import type { EncryptionMaterials } from '../engine/engine.ts';
import { secretCopy, wipe } from '../envelope/bytes.ts';
import type { KeyUse } from './unwrap.ts';

/** What one file is encrypted with, and which call of the key service it comes from. */
export interface Material extends EncryptionMaterials, KeyUse {}

export interface DataKeyBatch {
  /** A copy of the key for this `scope` (whose key, which key, which context); null where there is none to give. */
  readonly ready: (scope: string) => Material | null;
  /** The same; where there is none, `generate` is asked, once for all that wait for it. */
  readonly take: (scope: string, generate: () => Promise<Material>) => Promise<Material>;
  /** Wipes the key. */
  readonly close: () => void;
}

const MAX_FILES = 65_536;
const MAX_AGE_MS = 10 * 60 * 1000;

interface Shared {
  readonly scope: string;
  readonly material: Material;
  readonly until: number;
  files: number;
}

/** `now` answers milliseconds. */
export function createDataKeyBatch(now: () => number = () => performance.now()): DataKeyBatch {
  let timer: NodeJS.Timeout | undefined;
  let shared: Shared | null = null;
  let asking: { readonly scope: string; readonly answer: Promise<void> } | null = null;
  let closed = false;

  function forget(): void {
    clearTimeout(timer);
    if (shared !== null) wipe(shared.material.dataKey);
    shared = null;
  }

  function ready(scope: string): Material | null {
    if (shared === null || shared.scope !== scope) return null;
    if (shared.files >= MAX_FILES || now() > shared.until) {
      forget();
      return null;
    }
    shared.files += 1;
    return { ...shared.material, dataKey: secretCopy(shared.material.dataKey) };
  }

  async function ask(scope: string, generate: () => Promise<Material>): Promise<void> {
    const material = await generate();
    forget();
    if (closed) wipe(material.dataKey);
    else {
      shared = { scope, material, until: now() + MAX_AGE_MS, files: 0 };
      // Also where nobody asks for it any more.
      timer = setTimeout(forget, MAX_AGE_MS).unref();
    }
  }

  return {
    ready,
    take: async (scope, generate) => {
      const given = ready(scope);
      if (given !== null) return given;
      if (asking?.scope !== scope) {
        const answer = ask(scope, generate).finally(() => {
          if (asking?.answer === answer) asking = null;
        });
        asking = { scope, answer };
      }
      await asking.answer;
      // Taken over by another scope meanwhile, or closed: a key of this file's own.
      return ready(scope) ?? generate();
    },
    close: () => {
      closed = true;
      forget();
    },
  };
}
