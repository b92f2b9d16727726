/**
 * Practice, ready to use: the embedded KMS behind the same client and the same port as real AWS.
 *
 * Nothing here opens a connection or reads the AWS config: the client's handler is the practice KMS itself, its
 * endpoint cannot exist (`.invalid`, RFC 2606), and each setting that the SDK would look up is given.
 */
import { randomUUID } from 'node:crypto';
import { KMSClient } from '@aws-sdk/client-kms';
import { PRACTICE_ACCOUNT } from '../arn.ts';
import { kmsOverClient } from '../aws-kms.ts';
import { KmsError } from '../errors.ts';
import type { KmsPort, NamedKey } from '../port.ts';
import { createFileStore } from './file-store.ts';
import { createPracticeHandler } from './handler.ts';
import type { KeyStore, PracticeKey, Protection, ProtectionKind, StoreContent } from './key-store.ts';
import { keyArn, type Realm } from './resolve-key.ts';

export const PRACTICE_REALM: Realm = { accountId: PRACTICE_ACCOUNT, region: 'practice-1' };

export interface PracticeKmsOptions {
  /** Folder of `practice-keys.json`; made with mode 0700 when the first key is. */
  readonly folder: string;
  readonly protection: Protection;
  /** Where keys say they are: account 000000000000, region practice-1. */
  readonly realm?: Realm | undefined;
}

export interface PracticeKms {
  readonly kms: KmsPort;
  /**
   * Makes a practice key under an alias (without `alias/`); answers the key that is there where the alias exists.
   * Rejects with 'practice-store-unreadable', or 'kms-error' where the alias is not a valid name.
   */
  readonly createKey: (alias: string) => Promise<NamedKey>;
  /** Whether this computer has the key. Rejects with 'practice-store-unreadable'. */
  readonly hasKey: (arn: string) => Promise<boolean>;
  readonly protection: ProtectionKind;
}

/** Milliseconds; the system's keychain may ask the person for a password first. */
const DEADLINE = 600_000;

const ALIAS = /^(?!aws\/)[a-zA-Z0-9/_-]{1,250}$/;

/** Does not touch the disk before it is used. */
export function createPracticeKms(options: PracticeKmsOptions): PracticeKms {
  const { folder, protection, realm = PRACTICE_REALM } = options;
  const store = createFileStore(folder, protection);
  return {
    kms: practicePort(store, realm),
    createKey: (alias) => ensureKey(store, realm, alias),
    hasKey: async (arn) => {
      const { keys } = await store.read();
      return keys.some((key) => keyArn(realm, key.id) === arn);
    },
    protection: protection.kind,
  };
}

/** The port over any store of practice keys. */
export function practicePort(store: KeyStore, realm: Realm): KmsPort {
  const handler = createPracticeHandler({ ...realm, store, now: () => new Date() });
  const client = new KMSClient({
    region: realm.region,
    endpoint: 'https://practice-kms.invalid',
    credentials: { accessKeyId: 'PRACTICE', secretAccessKey: 'practice' },
    requestHandler: handler,
    maxAttempts: 1,
    retryMode: 'standard',
    useFipsEndpoint: false,
    useDualstackEndpoint: false,
    authSchemePreference: ['aws.auth#sigv4'],
    userAgentAppId: async () => undefined,
  });
  const port = kmsOverClient(client, { practice: true, deadlines: { call: DEADLINE, list: DEADLINE } });
  return {
    ...port,
    generateDataKey: (request) => port.generateDataKey(request).catch(missingKey),
    encryptDataKey: (request) => port.encryptDataKey(request).catch(missingKey),
    decryptDataKey: (request) => port.decryptDataKey(request).catch(missingKey),
    dryRunGenerate: (request) => port.dryRunGenerate(request).catch(missingKey),
    dryRunDecrypt: (request) => port.dryRunDecrypt(request).catch(missingKey),
  };
}

/** AWS's ways to say that a key is not here mean, in practice, that it was made on another computer. */
function missingKey(error: unknown): never {
  if (!(error instanceof KmsError)) throw error;
  const missing = error.code === 'key-not-found' || error.code === 'access-denied';
  throw missing ? new KmsError('practice-key-missing', error.details) : error;
}

async function ensureKey(store: KeyStore, realm: Realm, alias: string): Promise<NamedKey> {
  if (!ALIAS.test(alias)) throw new KmsError('kms-error', { errorName: 'InvalidAliasNameException' });
  return store.update((content) => {
    const there = content.aliases.find((candidate) => candidate.name === alias);
    if (there) return { content, result: kmsKey(realm, content, there.keyId) };
    const created = new Date().toISOString();
    const key: PracticeKey = {
      id: randomUUID(),
      created,
      description: 'Practice key of Envelope Vault',
      usage: 'ENCRYPT_DECRYPT',
      state: 'Enabled',
      deletionDate: null,
    };
    const next: StoreContent = {
      keys: [...content.keys, key],
      aliases: [...content.aliases, { name: alias, keyId: key.id, created }],
    };
    return { content: next, result: kmsKey(realm, next, key.id) };
  });
}

function kmsKey(realm: Realm, content: StoreContent, keyId: string): NamedKey {
  const aliases = content.aliases.filter((alias) => alias.keyId === keyId).map((alias) => alias.name);
  return { arn: keyArn(realm, keyId), aliases: aliases.sort() };
}
