/**
 * The signature that follows the body in signing suites: made here, and checked here.
 *
 * The key pair is new for every message. The public key travels in the (authenticated) encryption context as a
 * compressed point. The signature covers header and body; nothing that was decrypted may be released before `verify`
 * answers.
 * Source: data-format/message-footer.md, framework/algorithm-suites.md "Signature algorithm".
 */
import {
  createPublicKey,
  createSign,
  createVerify,
  ECDH,
  generateKeyPairSync,
  type KeyObject,
} from 'node:crypto';
import { concat, prefixed } from './bytes.ts';
import { PUBLIC_KEY_FIELD } from './context.ts';
import { EnvelopeError } from './errors.ts';
import type { Header } from './header.ts';
import { type SignatureAlgorithm, signatureP384 } from './suites.ts';

/** DER of a SubjectPublicKeyInfo up to the uncompressed point (RFC 5480). */
const spkiPrefix: Record<SignatureAlgorithm['curve'], string> = {
  prime256v1: '3059301306072a8648ce3d020106082a8648ce3d030107034200',
  secp384r1: '3076301006072a8648ce3d020106052b81040022036200',
};

/** Bytes of the uncompressed point, which ends the DER of a public key. */
const POINT_LENGTH_P384 = 1 + 2 * 48;

export interface SigningKey {
  readonly privateKey: KeyObject;
  /** Value of `PUBLIC_KEY_FIELD` in the message's encryption context. */
  readonly publicKey: string;
}

/** A new key pair for one message of `signedSuite`. */
export function createSigningKey(): SigningKey {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: signatureP384.curve });
  const point = publicKey.export({ format: 'der', type: 'spki' }).subarray(-POINT_LENGTH_P384);
  const compressed = ECDH.convertKey(point, signatureP384.curve, undefined, 'base64', 'compressed');
  return { privateKey, publicKey: String(compressed) };
}

export interface FooterMaker {
  /** Everything of the message before the footer, in order. */
  readonly update: (bytes: Uint8Array) => void;
  /** The footer: the signature (DER) behind its length. Call once. */
  readonly footer: () => Uint8Array;
}

export function footerMaker(privateKey: KeyObject): FooterMaker {
  const hash = createSign(signatureP384.hash);
  return {
    update: (bytes) => {
      hash.update(bytes);
    },
    footer: () => prefixed(hash.sign(privateKey), 'signature'),
  };
}

export interface SignatureVerifier {
  /** Everything of the message before the footer, in order. */
  readonly update: (bytes: Uint8Array) => void;
  /** Throws `tampered` unless `signature` (DER) is by the message's key over all that went through `update`. */
  readonly verify: (signature: Uint8Array) => void;
}

/** A verifier for this message; null where its suite does not sign. Throws `invalid-envelope` for a broken key. */
export function signatureVerifier(header: Pick<Header, 'suite' | 'context'>): SignatureVerifier | null {
  const algorithm = header.suite.signature;
  if (algorithm === null) return null;
  const publicKey = readPublicKey(header.context.get(PUBLIC_KEY_FIELD) ?? '', algorithm);
  const hash = createVerify(algorithm.hash);
  return {
    update: (bytes) => {
      hash.update(bytes);
    },
    verify: (signature) => {
      if (!hash.verify(publicKey, signature)) throw new EnvelopeError('tampered', 'signature');
    },
  };
}

function readPublicKey(field: string, { curve }: SignatureAlgorithm): KeyObject {
  try {
    const point = ECDH.convertKey(field, curve, 'base64', undefined, 'uncompressed');
    if (typeof point === 'string') throw new TypeError('a point as bytes was asked for');
    return createPublicKey({
      key: Buffer.from(concat([Buffer.from(spkiPrefix[curve], 'hex'), point])),
      format: 'der',
      type: 'spki',
    });
  } catch {
    throw new EnvelopeError('invalid-envelope', 'public key of the signature');
  }
}
