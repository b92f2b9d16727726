/** A KMS under test, and what the rows of the table need again and again: keys, ciphertexts, other regions. */
import { KMS } from '@aws-sdk/client-kms';
import type { TestCredentials } from '../support/sigv4.ts';

export interface Address {
  readonly endpoint: string;
  readonly credentials: TestCredentials;
  readonly region: string;
}

export interface World {
  readonly kms: KMS;
  readonly region: string;
  /** The same KMS in another region, or with other credentials. */
  readonly as: (change: Partial<Pick<Address, 'region' | 'credentials'>>) => KMS;
  /** Makes a key and answers its ARN. */
  readonly key: (input?: Parameters<KMS['createKey']>[0]) => Promise<string>;
  /** A name that no alias of this KMS has yet, with `alias/`. */
  readonly aliasName: () => string;
  /** `text` encrypted under the key. */
  readonly seal: (KeyId: string, EncryptionContext?: Record<string, string>) => Promise<Uint8Array>;
  readonly close: () => void;
}

/** What `seal` encrypts. */
export const text = 'attack at dawn';

export function createWorld(address: Address): World {
  const clients: KMS[] = [];
  const as: World['as'] = (change) => {
    const { endpoint, region, credentials } = { ...address, ...change };
    const client = new KMS({ endpoint, region, credentials, maxAttempts: 1 });
    clients.push(client);
    return client;
  };
  const kms = as({});
  let aliases = 0;
  return {
    kms,
    region: address.region,
    as,
    key: async (input = {}) => (await kms.createKey(input)).KeyMetadata?.Arn ?? '',
    aliasName: () => {
      aliases += 1;
      return `alias/contract-${aliases}`;
    },
    seal: async (KeyId, EncryptionContext) => {
      const { CiphertextBlob } = await kms.encrypt({
        KeyId,
        Plaintext: Buffer.from(text),
        EncryptionContext,
      });
      return CiphertextBlob ?? new Uint8Array();
    },
    close: () => {
      for (const client of clients) client.destroy();
    },
  };
}

/** An alias of a new key; answers its name and the key's ARN. */
export async function aliased({ kms, key, aliasName }: World) {
  const AliasName = aliasName();
  const TargetKeyId = await key();
  await kms.createAlias({ AliasName, TargetKeyId });
  return { AliasName, TargetKeyId };
}

/** The id in a key's ARN. */
export function idOf(arn: string): string {
  return arn.split('/')[1] ?? '';
}

/** The text of bytes; what is no text shows as what it is. */
export function textOf(bytes: Uint8Array | undefined): string {
  return bytes === undefined ? 'nothing' : Buffer.from(bytes).toString();
}
