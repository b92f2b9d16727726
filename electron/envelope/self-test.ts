/**
 * Known answers for every primitive the format stands on, checked once at start.
 *
 * Node has OpenSSL and Electron BoringSSL; either could lack or change a primitive. A program whose self-test fails
 * says so and does nothing. Sources: RFC 4231 (HMAC), RFC 5869 (HKDF), McGrew and Viega, "The Galois/Counter Mode of
 * Operation" (GCM, test case 16), RFC 6979 A.2.6 (ECDSA P-384), and one message written by this program and opened
 * by AWS's implementation (test/interop keeps that true).
 */
import { createCipheriv, createDecipheriv, timingSafeEqual } from 'node:crypto';
import { ByteReader } from './bytes.ts';
import { PUBLIC_KEY_FIELD } from './context.ts';
import { deriveKeys, hkdf, hmac } from './derive.ts';
import { parseHeader, strictPolicy, verifyHeader } from './header.ts';
import { openBody } from './open-body.ts';
import { signatureVerifier } from './signature.ts';
import { suiteById } from './suites.ts';

const hex = (text: string): Uint8Array<ArrayBuffer> => Uint8Array.from(Buffer.from(text, 'hex'));
const same = (actual: Uint8Array, expected: string): boolean =>
  actual.length * 2 === expected.length && timingSafeEqual(actual, hex(expected));
const throws = (action: () => unknown): boolean => {
  try {
    action();
    return false;
  } catch {
    return true;
  }
};

const gcm = {
  key: hex('feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308'),
  iv: hex('cafebabefacedbaddecaf888'),
  aad: hex('feedfacedeadbeeffeedfacedeadbeefabaddad2'),
  plain:
    'd9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39',
  cipher:
    '522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662',
  tag: '76fc6ece0f4e1768cddf8853bb2d551b',
};

function gcmEncrypts(): boolean {
  const cipher = createCipheriv('aes-256-gcm', gcm.key, gcm.iv).setAAD(gcm.aad);
  const output = cipher.update(hex(gcm.plain));
  cipher.final();
  return same(output, gcm.cipher) && same(cipher.getAuthTag(), gcm.tag);
}

function gcmDecrypts(tag: Uint8Array): void {
  const decipher = createDecipheriv('aes-256-gcm', gcm.key, gcm.iv).setAAD(gcm.aad).setAuthTag(tag);
  const output = decipher.update(hex(gcm.cipher));
  decipher.final();
  if (!same(output, gcm.plain)) throw new Error('wrong plaintext');
}

function ecdsaVerifies(message: string): void {
  const compressed = hex(
    '02ec3a4e415b4e19a4568618029f427fa5da9a8bc4ae92e02e06aae5286b300c64def8f0ea9055866064a254515480bc13',
  );
  const signature = hex(
    '306602310094edbb92a5ecb8aad4736e56c691916b3f88140666ce9fa73d64c4ea95ad133c81a648152e44acf96e36dd1e80fabe46' +
      '02310099ef4aeb15f178cea1fe40db2603138f130e740a19624526203b6351d0a3a94fa329c145786e679e7b82c71a38628ac8',
  );
  const verifier = signatureVerifier({
    suite: suiteById(0x0578, 2),
    context: new Map([[PUBLIC_KEY_FIELD, Buffer.from(compressed).toString('base64')]]),
  });
  verifier?.update(new TextEncoder().encode(message));
  verifier?.verify(signature);
}

/** Data key 00…1f, message id 20…3f, context {"a":"b"}, content "known answer", frames of 8 bytes. */
const goldenMessage =
  '020478202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f00080001000161000162000100' +
  '076177732d6b6d73002861726e3a6177733a6b6d733a65752d776573742d313a3131313132323232333333333a6b6579' +
  '2f3000046e6f6e65020000000816bbdf5f77e52a6d45b8cad7f30e0bbf69b304b0d51de9d153b822934fd32d47fe10b6' +
  'a773da18a4d74f869ca403a5c500000001000000000000000000000001831cd0dd617db8029b57e31de459765619bba9' +
  '93ab744b77ffffffff0000000200000000000000000000000200000004726d0578c48d99b1e926cd6c26582526ee21db' +
  '25';

function goldenOpens(message: Uint8Array): void {
  const header = parseHeader(message, strictPolicy);
  const dataKey = Uint8Array.from({ length: 32 }, (_, index) => index);
  const keys = deriveKeys(header.suite, dataKey, header.messageId);
  verifyHeader(header, keys);
  const reader = new ByteReader(message.subarray(header.length));
  const source = {
    take: (length: number, part: string) => reader.bytes(length, part),
    atEnd: () => reader.offset === message.length - header.length,
  };
  let content = '';
  openBody(header, keys.key, source, (piece) => {
    content += Buffer.from(piece).toString('latin1');
  });
  if (content !== 'known answer') throw new Error('wrong content');
}

function alteredGolden(): Uint8Array {
  const message = hex(goldenMessage);
  message[message.length - 1] = (message.at(-1) ?? 0) ^ 1;
  return message;
}

const checks: readonly (readonly [name: string, holds: () => boolean])[] = [
  [
    'HMAC-SHA-512',
    () =>
      same(
        hmac('sha512', Buffer.from('Jefe'), [Buffer.from('what do ya want for nothing?')]),
        '164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea2505549758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737',
      ),
  ],
  [
    'HKDF-SHA-256',
    () =>
      same(
        hkdf(
          'sha256',
          hex('0b'.repeat(22)),
          hex('000102030405060708090a0b0c'),
          hex('f0f1f2f3f4f5f6f7f8f9'),
          32,
        ),
        '3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf',
      ),
  ],
  ['AES-256-GCM encryption', gcmEncrypts],
  ['AES-256-GCM decryption', () => !throws(() => gcmDecrypts(hex(gcm.tag)))],
  ['AES-256-GCM authentication', () => throws(() => gcmDecrypts(hex(`${gcm.tag.slice(0, -2)}1a`)))],
  ['ECDSA P-384', () => !throws(() => ecdsaVerifies('sample'))],
  ['ECDSA P-384 refusal', () => throws(() => ecdsaVerifies('samplf'))],
  ['message', () => !throws(() => goldenOpens(hex(goldenMessage)))],
  ['message refusal', () => throws(() => goldenOpens(alteredGolden()))],
];

/** Names of the primitives that gave a wrong answer: empty when the program may work. */
export function selfTest(): readonly string[] {
  return checks
    .filter(([, holds]) => {
      try {
        return !holds();
      } catch {
        return true;
      }
    })
    .map(([name]) => name);
}
