/**
 * ECDSA whose every byte follows from a seed: Node's own signatures are never the same twice, and a fuzz run that
 * cannot be repeated proves little. For tests only, because nothing here takes constant time.
 *
 * Source: FIPS 186-5, section 6.4.1 (signature), SEC 2 (curve orders), X.690 (DER).
 */
import { createECDH, createHash } from 'node:crypto';

/** `order` is that of the group, in hex. */
const curves = {
  'P-256': {
    name: 'prime256v1',
    order: 'ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551',
  },
  'P-384': {
    name: 'secp384r1',
    order: 'ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973',
  },
} as const;

/** The hash is as long as the order. */
export interface ReferenceSignature {
  readonly curve: keyof typeof curves;
  readonly hash: 'sha256' | 'sha384';
}

export interface ReferenceSigner {
  /** The compressed point, in base64, as it stands in the encryption context. */
  readonly publicKey: string;
  /** DER. */
  readonly sign: (message: Uint8Array) => Buffer;
}

/** Another key for every `seed`, the same for the same. */
export function referenceSigner({ curve, hash }: ReferenceSignature, seed: Uint8Array): ReferenceSigner {
  const { name, order } = curves[curve];
  const n = integer(order);
  const digest = (...parts: readonly (Uint8Array | string)[]): string => {
    const hasher = createHash(hash);
    for (const part of parts) hasher.update(part);
    return hasher.digest('hex');
  };
  const scalar = (...parts: readonly (Uint8Array | string)[]): bigint =>
    (integer(digest(...parts)) % (n - 1n)) + 1n;
  const pointOf = (factor: bigint) => {
    const ecdh = createECDH(name);
    ecdh.setPrivateKey(factor.toString(16).padStart(order.length, '0'), 'hex');
    return ecdh;
  };
  const privateKey = scalar('key', seed);
  return {
    publicKey: pointOf(privateKey).getPublicKey('base64', 'compressed'),
    sign: (message) => {
      const hashed = integer(digest(message));
      const nonce = scalar('nonce', seed, message);
      const x = pointOf(nonce)
        .getPublicKey('hex')
        .slice(2, 2 + order.length);
      const r = integer(x) % n;
      const s = (inverse(nonce, n) * (hashed + r * privateKey)) % n;
      return signatureDer(r, s);
    },
  };
}

/** The other s for which the same signature holds: ECDSA has two for every r. */
export const mirrored = ({ curve }: ReferenceSignature, s: bigint): bigint =>
  integer(curves[curve].order) - s;

export const signatureDer = (r: bigint, s: bigint): Buffer => der(0x30, Buffer.concat([asn1(r), asn1(s)]));

const integer = (hex: string): bigint => BigInt(`0x${hex}`);

/** Unsigned, so a byte of zeroes goes before a set sign bit. */
function asn1(value: bigint): Buffer {
  const hex = value.toString(16);
  const bytes = Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex');
  return der(2, (bytes[0] ?? 0) < 0x80 ? bytes : Buffer.concat([Buffer.of(0), bytes]));
}

const der = (tag: number, content: Buffer): Buffer =>
  Buffer.concat([Buffer.of(tag, content.length), content]);

/** By Euclid's algorithm, extended; `modulus` is prime. */
function inverse(value: bigint, modulus: bigint): bigint {
  let [a, b, x, y] = [value % modulus, modulus, 1n, 0n];
  while (a > 1n) {
    const quotient = a / b;
    [a, b, x, y] = [b, a % b, y, x - quotient * y];
  }
  return x < 0n ? x + modulus : x;
}
