/** Rows about keys that are not symmetric. */
import { constants, createPublicKey, publicEncrypt } from 'node:crypto';
import type { Row } from '../outcome.ts';
import { text, textOf } from '../world.ts';

const rsa = { KeySpec: 'RSA_2048', KeyUsage: 'ENCRYPT_DECRYPT' } as const;
const algorithms = [
  ['RSAES_OAEP_SHA_1', 'sha1', 214],
  ['RSAES_OAEP_SHA_256', 'sha256', 190],
] as const;

export const rsaRows: readonly Row[] = [
  ...algorithms.flatMap(([EncryptionAlgorithm, oaepHash, max]): readonly Row[] => [
    {
      name: `${EncryptionAlgorithm}: what KMS encrypts it decrypts`,
      run: async ({ kms, key }) => {
        const KeyId = await key(rsa);
        const Plaintext = Buffer.alloc(max, 'x');
        const { CiphertextBlob } = await kms.encrypt({ KeyId, EncryptionAlgorithm, Plaintext });
        const opened = await kms.decrypt({ KeyId, EncryptionAlgorithm, CiphertextBlob });
        return `${opened.Plaintext?.length}, ${opened.EncryptionAlgorithm}`;
      },
      expected: `${max}, ${EncryptionAlgorithm}`,
    },
    {
      name: `${EncryptionAlgorithm}: what others encrypt with the public key KMS decrypts`,
      run: async ({ kms, key }) => {
        const KeyId = await key(rsa);
        const { PublicKey = new Uint8Array() } = await kms.getPublicKey({ KeyId });
        const publicKey = createPublicKey({ key: Buffer.from(PublicKey), format: 'der', type: 'spki' });
        const padding = constants.RSA_PKCS1_OAEP_PADDING;
        const CiphertextBlob = publicEncrypt({ key: publicKey, padding, oaepHash }, Buffer.from(text));
        return textOf((await kms.decrypt({ KeyId, EncryptionAlgorithm, CiphertextBlob })).Plaintext);
      },
      expected: text,
    },
    {
      name: `${EncryptionAlgorithm}: a byte too many`,
      run: async ({ kms, key }) => {
        const Plaintext = Buffer.alloc(max + 1, 'x');
        return kms.encrypt({ KeyId: await key(rsa), EncryptionAlgorithm, Plaintext });
      },
      expected: 'ValidationException',
    },
  ]),
  {
    name: 'Decrypt: RSA with the other algorithm',
    run: async ({ kms, key }) => {
      const KeyId = await key(rsa);
      const Plaintext = Buffer.from(text);
      const { CiphertextBlob } = await kms.encrypt({
        KeyId,
        EncryptionAlgorithm: 'RSAES_OAEP_SHA_1',
        Plaintext,
      });
      const opened = await kms.decrypt({ KeyId, EncryptionAlgorithm: 'RSAES_OAEP_SHA_256', CiphertextBlob });
      return textOf(opened.Plaintext);
    },
    expected: 'InvalidCiphertextException',
  },
  {
    name: 'Encrypt: RSA without an algorithm',
    run: async ({ kms, key }) =>
      (await kms.encrypt({ KeyId: await key(rsa), Plaintext: Buffer.from(text) })).KeyId,
    expected: 'InvalidKeyUsageException',
  },
  {
    name: 'GenerateDataKey: an RSA key',
    run: async ({ kms, key }) => kms.generateDataKey({ KeyId: await key(rsa), KeySpec: 'AES_256' }),
    expected: 'InvalidKeyUsageException',
  },
  {
    name: 'GenerateDataKey: an HMAC key',
    run: async ({ kms, key }) => {
      const KeyId = await key({ KeySpec: 'HMAC_256', KeyUsage: 'GENERATE_VERIFY_MAC' });
      return kms.generateDataKey({ KeyId, KeySpec: 'AES_256' });
    },
    expected: 'InvalidKeyUsageException',
  },
  {
    name: 'GetPublicKey: a symmetric key',
    run: async ({ kms, key }) => (await kms.getPublicKey({ KeyId: await key() })).KeyId,
    expected: 'UnsupportedOperationException',
  },
  {
    name: 'EnableKeyRotation: an RSA key',
    run: async ({ kms, key }) => {
      return kms.enableKeyRotation({ KeyId: await key(rsa) });
    },
    expected: 'UnsupportedOperationException',
  },
];
