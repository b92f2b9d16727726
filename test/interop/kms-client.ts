/** The SDK's KMS client in the form that AWS's own implementation of the format asks for. */
import type { KMS, KmsKeyringNodeInput } from '@aws-crypto/client-node';

type TheirClient = Exclude<ReturnType<NonNullable<KmsKeyringNodeInput['clientProvider']>>, false>;

interface Answer {
  readonly KeyId?: string | undefined;
  readonly Plaintext?: Uint8Array | undefined;
  readonly CiphertextBlob?: Uint8Array | undefined;
}

/** Their types want absent fields absent (exactOptionalPropertyTypes), the SDK's allow them to be undefined. */
const present = ({ KeyId, Plaintext, CiphertextBlob }: Answer) => ({
  ...(KeyId !== undefined && { KeyId }),
  ...(Plaintext !== undefined && { Plaintext }),
  ...(CiphertextBlob !== undefined && { CiphertextBlob }),
});

/** For the `clientProvider` of a keyring. */
export const theirKms = (kms: KMS): TheirClient => ({
  encrypt: async (request) => present(await kms.encrypt(request)),
  decrypt: async (request) => present(await kms.decrypt(request)),
  generateDataKey: async (request) => present(await kms.generateDataKey(request)),
});
