/**
 * The algorithm suites of the AWS Encryption SDK.
 *
 * All are AES-GCM with a 12 byte IV and a 16 byte tag. Source: AWS Encryption SDK specification,
 * framework/algorithm-suites.md, "Supported algorithm suites".
 */
import { EnvelopeError } from './errors.ts';

export const IV_LENGTH = 12;
export const TAG_LENGTH = 16;
export const COMMITMENT_LENGTH = 32;
/** By version of the message format. */
export const MESSAGE_ID_LENGTH = { 1: 16, 2: 32 } as const;

export type HashName = 'sha256' | 'sha384' | 'sha512';

export interface SignatureAlgorithm {
  readonly curve: 'prime256v1' | 'secp384r1';
  readonly hash: 'sha256' | 'sha384';
}

export interface Suite {
  readonly id: number;
  /** The specification's name, shown to people and in `inspect`. */
  readonly name: string;
  /** Message format version that this suite is written in. */
  readonly version: 1 | 2;
  /** Length of the data key and of the derived key, in bytes. */
  readonly keyLength: 16 | 24 | 32;
  /** Hash of the HKDF; null where the data key is used as it is. */
  readonly kdf: HashName | null;
  readonly committed: boolean;
  readonly signature: SignatureAlgorithm | null;
}

const P256: SignatureAlgorithm = { curve: 'prime256v1', hash: 'sha256' };
/** The signature of the suites with 256-bit keys. */
export const signatureP384: SignatureAlgorithm = { curve: 'secp384r1', hash: 'sha384' };

const v1 = (
  id: number,
  keyLength: Suite['keyLength'],
  kdf: HashName | null,
  signature: SignatureAlgorithm | null,
): Suite => ({
  id,
  name: suiteName(keyLength, kdf, false, signature),
  version: 1,
  keyLength,
  kdf,
  committed: false,
  signature,
});

const v2 = (id: number, signature: SignatureAlgorithm | null): Suite => ({
  id,
  name: suiteName(32, 'sha512', true, signature),
  version: 2,
  keyLength: 32,
  kdf: 'sha512',
  committed: true,
  signature,
});

function suiteName(
  keyLength: number,
  kdf: HashName | null,
  committed: boolean,
  signature: SignatureAlgorithm | null,
): string {
  const parts = [`AES_${keyLength * 8}_GCM_IV12_TAG16`];
  if (kdf) parts.push(`HKDF_${kdf.toUpperCase()}`);
  if (committed) parts.push('COMMIT_KEY');
  if (signature) parts.push(signature === P256 ? 'ECDSA_P256' : 'ECDSA_P384');
  return parts.join('_');
}

/** AES-256-GCM, HKDF-SHA-512, key commitment: what this program writes. */
export const defaultSuite = v2(0x0478, null);
/** The same with a signature: what this program writes when asked to sign. */
export const signedSuite = v2(0x0578, signatureP384);

export const suites: ReadonlyMap<number, Suite> = new Map(
  [
    v1(0x0014, 16, null, null),
    v1(0x0046, 24, null, null),
    v1(0x0078, 32, null, null),
    v1(0x0114, 16, 'sha256', null),
    v1(0x0146, 24, 'sha256', null),
    v1(0x0178, 32, 'sha256', null),
    v1(0x0214, 16, 'sha256', P256),
    v1(0x0346, 24, 'sha384', signatureP384),
    v1(0x0378, 32, 'sha384', signatureP384),
    defaultSuite,
    signedSuite,
  ].map((suite) => [suite.id, suite]),
);

/** The suite with this id in this message version; `unsupported-suite` for any other. */
export function suiteById(id: number, version: 1 | 2): Suite {
  const suite = suites.get(id);
  if (suite?.version !== version) {
    throw new EnvelopeError(
      'unsupported-suite',
      `suite 0x${id.toString(16).padStart(4, '0')} in version ${version}`,
    );
  }
  return suite;
}

/** OpenSSL's name of the suite's cipher. */
export const gcmName = (suite: Suite): 'aes-128-gcm' | 'aes-192-gcm' | 'aes-256-gcm' =>
  `aes-${(suite.keyLength * 8) as 128 | 192 | 256}-gcm`;
