/** The self-test must notice a primitive that lies or is missing: here node:crypto does, one function at a time. */
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { selfTest } from '../../electron/envelope/self-test.ts';

const lying = vi.hoisted(() => ({ about: '' }));

vi.mock('node:crypto', async (importActual) => {
  const actual = await importActual<typeof import('node:crypto')>();
  const other = (key: Uint8Array): Uint8Array => key.map((byte) => byte ^ 1);
  return {
    ...actual,
    hash: (name: string, message: Uint8Array) => {
      if (lying.about === 'missing hashes') throw new Error('Invalid digest');
      if (lying.about === 'SHA-512' && name === 'sha512') return actual.hash('sha384', message, 'buffer');
      if (lying.about === 'SHA-256' && name === 'sha256') return actual.hash('sha1', message, 'buffer');
      return actual.hash(name, message, 'buffer');
    },
    createCipheriv: (name: 'aes-256-gcm', key: Uint8Array, iv: Uint8Array) =>
      actual.createCipheriv(name, lying.about === 'encryption' ? other(key) : key, iv),
    createDecipheriv: (name: 'aes-256-gcm', key: Uint8Array, iv: Uint8Array) => {
      if (lying.about === 'missing GCM') throw new Error('Unknown cipher');
      const decipher = actual.createDecipheriv(name, lying.about === 'decryption' ? other(key) : key, iv);
      if (lying.about === 'tags') Object.defineProperty(decipher, 'final', { value: () => Buffer.alloc(0) });
      return decipher;
    },
    createVerify: (hash: string) => {
      const verify = actual.createVerify(lying.about === 'signature hash' ? 'sha256' : hash);
      if (lying.about === 'signatures') verify.verify = () => true;
      return verify;
    },
    ECDH: {
      convertKey: (...point: Parameters<typeof actual.ECDH.convertKey>) => {
        if (lying.about === 'missing curves') throw new Error('Invalid EC curve name');
        return actual.ECDH.convertKey(...point);
      },
    },
  };
});

beforeEach(() => {
  lying.about = '';
});

test('passes where every primitive is right', () => {
  expect(selfTest()).toEqual([]);
});

describe('names what gives a wrong answer', () => {
  test.each([
    ['SHA-512', ['HMAC-SHA-512', 'message']],
    ['missing hashes', ['HMAC-SHA-512', 'HKDF-SHA-256', 'message']],
    ['SHA-256', ['HKDF-SHA-256']],
    ['encryption', ['AES-256-GCM encryption']],
    ['decryption', ['AES-256-GCM decryption', 'message']],
    ['missing GCM', ['AES-256-GCM decryption', 'message']],
    ['tags', ['AES-256-GCM authentication', 'message refusal']],
    ['signature hash', ['ECDSA P-384']],
    ['signatures', ['ECDSA P-384 refusal']],
    ['missing curves', ['ECDSA P-384']],
  ])('%s', (about, names) => {
    lying.about = about;
    expect(selfTest()).toEqual(names);
  });
});
