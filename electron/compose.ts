/** Builds the vault that both composition roots share: the engine, the key services, and the use-cases over them. */
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { createProfileAccesses } from './aws/credentials.ts';
import { createNetwork } from './aws/network.ts';
import { createEngine, type Engine } from './engine/engine.ts';
import { strictPolicy } from './envelope/header.ts';
import { createIdentityAccess } from './identity-access.ts';
import { createPracticeKms, type PracticeKms } from './kms/practice/create-practice-kms.ts';
import type { Protection } from './kms/practice/key-store.ts';
import { createKmsFor } from './kms-access.ts';
import type { IdentityPort } from './vault/identity-port.ts';
import { createKeyCatalog, type KeyCatalog } from './vault/key-catalog.ts';
import { createVault, type Vault } from './vault/vault.ts';

export interface ComposeOptions {
  /** The app's data folder, which practice keys and settings are in. */
  readonly dataFolder: string;
  /** The built `engine/worker.ts`. */
  readonly workerUrl: URL;
  readonly protection: Protection;
  /** Asks the person for the code that a device (its ARN or number) shows. */
  readonly mfaCode?: (profileName: string, device: string) => Promise<string>;
  /** What the system says to a URL, in the words of a proxy auto-config; only the environment is asked without it. */
  readonly systemProxy?: (url: string) => Promise<string>;
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

export function compose(options: ComposeOptions): Parts {
  const { dataFolder, workerUrl, protection, mfaCode, systemProxy } = options;
  const concurrency = Math.min(availableParallelism(), MAX_WORKERS);
  const engine = createEngine({
    workerUrl,
    workers: concurrency,
    notesFolder: join(dataFolder, 'unfinished'),
  });
  const practice = createPracticeKms({ folder: join(dataFolder, 'practice'), protection });
  const network = createNetwork(systemProxy);
  const profiles = createProfileAccesses({ network, mfaCode });
  const kmsFor = createKmsFor(practice.kms, profiles);
  const vault = createVault({ engine, kmsFor, policy: strictPolicy });
  const catalog = createKeyCatalog(kmsFor, () => performance.now());
  const identities = createIdentityAccess({ network, profiles });
  return { identities, catalog, engine, practice, vault, concurrency };
}
