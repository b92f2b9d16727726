/**
 * What AWS's own JavaScript implementation says of the same bytes, with the data key given to it.
 *
 * It is asked for both versions and all suites, like our readers, and like them for at most ten encrypted data keys.
 */
import {
  buildClient,
  CommitmentPolicy,
  EncryptedDataKey,
  KeyringNode,
  KeyringTraceFlag,
  type NodeDecryptionMaterial,
  type NodeEncryptionMaterial,
} from '@aws-crypto/client-node';
import type { EncryptionContext } from '../../electron/envelope/context.ts';
import { referenceSuites, type SuiteId } from '../envelope/reference.ts';
import { lenientPolicy } from '../envelope/support.ts';

const trace = { keyName: 'given', keyNamespace: 'given' };

/** Answers one data key, whatever is asked for, made to fit as in `readers.ts`. */
class GivenKey extends KeyringNode {
  readonly #dataKey: Uint8Array;

  constructor(dataKey: Uint8Array) {
    super();
    this.#dataKey = dataKey;
  }

  async _onEncrypt(material: NodeEncryptionMaterial): Promise<NodeEncryptionMaterial> {
    const { WRAPPING_KEY_GENERATED_DATA_KEY, WRAPPING_KEY_ENCRYPTED_DATA_KEY } = KeyringTraceFlag;
    const flags = WRAPPING_KEY_GENERATED_DATA_KEY;
    const encrypted = { providerId: 'given', providerInfo: 'given', encryptedDataKey: Buffer.from('given') };
    return material
      .setUnencryptedDataKey(this.#fitting(material), { ...trace, flags })
      .addEncryptedDataKey(new EncryptedDataKey(encrypted), WRAPPING_KEY_ENCRYPTED_DATA_KEY);
  }

  async _onDecrypt(material: NodeDecryptionMaterial): Promise<NodeDecryptionMaterial> {
    const flags = KeyringTraceFlag.WRAPPING_KEY_DECRYPTED_DATA_KEY;
    return material.setUnencryptedDataKey(this.#fitting(material), { ...trace, flags });
  }

  #fitting({ suite }: NodeEncryptionMaterial | NodeDecryptionMaterial): Uint8Array {
    const key = new Uint8Array(suite.keyLengthBytes);
    key.set(this.#dataKey.subarray(0, key.length));
    return key;
  }
}

/** Reads everything; writes suites without key commitment, which the other one does not. */
const lenient = buildClient({
  commitmentPolicy: CommitmentPolicy.FORBID_ENCRYPT_ALLOW_DECRYPT,
  maxEncryptedDataKeys: lenientPolicy.maxEncryptedDataKeys,
});
const strict = buildClient(CommitmentPolicy.REQUIRE_ENCRYPT_REQUIRE_DECRYPT);

export interface Opened {
  readonly content: Buffer;
  readonly context: EncryptionContext;
}

/** What it opens `bytes` to; null where it refuses them. */
export async function askAws(bytes: Buffer, dataKey: Uint8Array): Promise<Opened | null> {
  try {
    const { plaintext, messageHeader } = await lenient.decrypt(new GivenKey(dataKey), Buffer.from(bytes));
    return { content: plaintext, context: new Map(Object.entries(messageHeader.encryptionContext)) };
  } catch {
    return null;
  }
}

/** What it writes in frames of `frameLength` bytes. */
export async function writtenByAws(
  { content, context }: Opened,
  suiteId: SuiteId,
  frameLength: number,
  dataKey: Uint8Array,
): Promise<Buffer> {
  const client = referenceSuites[suiteId].version === 2 ? strict : lenient;
  const options = { suiteId, frameLength, encryptionContext: Object.fromEntries(context) };
  return (await client.encrypt(new GivenKey(dataKey), content, options)).result;
}
