/** Builds the vault that both composition roots share: the engine, the key services, and the use-cases over them. */
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { createNetwork } from './aws/network.ts';
import { createEngine, type Engine } from './engine/engine.ts';
import { strictPolicy } from './envelope/header.ts';
import { createIdentityAccess } from './identity-access.ts';
import { createPracticeKms, type PracticeKms } from './kms/practice/create-practice-kms.ts';
import type { Protection } from './kms/practice/key-store.ts';
import { createKmsAccess } from './kms-access.ts';
import type { IdentityPort } from './vault/identity-port.ts';
import { createKeyCatalog, type KeyCatalog } from './vault/key-catalog.ts';
import { createVault, type Vault } from './vault/vault.ts';

export interface ComposeOptions {
  /** The app's data folder, which practice keys and settings are in. */
  readonly dataFolder: string;
  /** The built `engine/worker.ts`. */
  readonly workerUrl: URL;
  readonly protection: Protection;
}

export interface Parts {
  readonly engine: Engine;
  readonly practice: PracticeKms;
  readonly vault: Vault;
  readonly identities: IdentityPort;
  readonly catalog: KeyCatalog;
  /** Files at a time. */
  readonly concurrency: number;
}

const MAX_WORKERS = 8;

export function compose({ dataFolder, workerUrl, protection }: ComposeOptions): Parts {
  const concurrency = Math.min(availableParallelism(), MAX_WORKERS);
  const engine = createEngine({
    workerUrl,
    workers: concurrency,
    notesFolder: join(dataFolder, 'unfinished'),
  });
  const practice = createPracticeKms({ folder: join(dataFolder, 'practice'), protection });
  const access = createKmsAccess(practice.kms);
  const vault = createVault({ engine, kmsFor: access.kmsFor, policy: strictPolicy });
  const catalog = createKeyCatalog(access.kmsFor, () => performance.now());
  const identities = createIdentityAccess({ network: createNetwork(), onRead: access.forget });
  return { identities, catalog, engine, practice, vault, concurrency };
}
