/** AWS's public vectors: what other implementations wrote must open here, and what must fail must fail. */
import { describe, expect, test } from 'vitest';
import type { EncryptionContext } from '../../electron/envelope/context.ts';
import { deriveKeys } from '../../electron/envelope/derive.ts';
import { parseHeader, strictPolicy, verifyHeader } from '../../electron/envelope/header.ts';
import { unwrapRawAes } from './raw-aes.ts';
import { suiteIds } from './reference.ts';
import { codeOf, lenientPolicy, open } from './support.ts';
import { absent, commitmentVectors, rawAesVectors } from './vector-files.ts';

describe('commitment vectors', () => {
  test('all 46 are there', (context) => {
    if (commitmentVectors === null) context.skip(absent);
    expect(commitmentVectors).toHaveLength(46);
    expect(commitmentVectors?.filter((vector) => !vector.status)).toHaveLength(5);
  });

  test.each((commitmentVectors ?? []).map((vector) => [vector.comment, vector] as const))(
    '%s',
    (_, vector) => {
      const dataKey = vector['decrypted-dek'];
      const header = parseHeader(vector.ciphertext, strictPolicy);
      expect(Buffer.concat([header.authenticated, header.tag])).toEqual(vector.header);
      expect(header.length).toBe(vector.header.length);
      expect(header.messageId).toEqual(vector['message-id']);
      expect(Object.fromEntries(header.context)).toEqual(vector['encryption-context']);

      const keys = deriveKeys(header.suite, dataKey, header.messageId);
      const derived = Buffer.from(keys.commitment ?? []);
      const stored = Buffer.from(header.commitment ?? []);
      // Vector 2 gives the commitment that should be there, the other failing ones the commitment that is.
      expect(derived.equals(vector.commitment) || stored.equals(vector.commitment)).toBe(true);
      expect(derived.equals(stored)).toBe(vector.status);
      const derivedKey = vector['content-encryption-key'];
      if (derivedKey && vector.status) expect(Buffer.from(keys.key)).toEqual(derivedKey);

      if (!vector.status) {
        expect(vector.exception).toContain('Invalid commitment');
        expect(codeOf(() => verifyHeader(header, keys))).toBe('key-commitment-failed');
        expect(codeOf(() => open(vector.ciphertext, { dataKey }))).toBe('key-commitment-failed');
        return;
      }
      const frames = vector['plaintext-frames'];
      expect(frames, 'every vector that must open says what is in it').toBeDefined();
      expect(open(vector.ciphertext, { dataKey }).content.toString()).toBe(frames?.join(''));
      if (vector.frames) {
        const parts = [vector.header, ...vector.frames, vector.footer ?? Buffer.alloc(0)];
        expect(Buffer.concat(parts).length).toBe(vector.ciphertext.length);
      }
    },
  );
});

describe('raw AES vectors', () => {
  test('all 33 are there, over every suite', (context) => {
    if (rawAesVectors === null) context.skip(absent);
    expect(rawAesVectors).toHaveLength(33);
    const ids = rawAesVectors?.map((vector) => Number.parseInt(vector.id.slice(0, 4), 16));
    expect(new Set(ids)).toEqual(new Set(suiteIds));
  });

  test.each((rawAesVectors ?? []).map((vector) => [vector.id, vector] as const))('%s', (_, vector) => {
    const { header, extraContext, dataKey } = unwrap(vector);
    const options = { dataKey, policy: lenientPolicy, extraContext };
    expect(open(vector.ciphertext_b64, options).content.equals(vector.plaintext_b64)).toBe(true);
    expect(codeOf(() => open(vector.ciphertext_b64, { ...options, policy: strictPolicy }))).toBe(
      header.suite.committed ? 'accepted' : 'uncommitted-suite',
    );
    if (extraContext.size > 0) {
      expect(codeOf(() => open(vector.ciphertext_b64, { ...options, extraContext: new Map() }))).toBe(
        'tampered',
      );
    }
  });
});

/** The required context is what the vector names and the header does not store. */
function unwrap(vector: NonNullable<typeof rawAesVectors>[number]) {
  const header = parseHeader(vector.ciphertext_b64, lenientPolicy);
  const extraContext: EncryptionContext = new Map(
    Object.entries(vector.encryption_context).filter(([key]) => !header.context.has(key)),
  );
  expect(extraContext.size > 0).toBe(vector.cmm === 'RequiredEncryptionContext');
  const [encryptedDataKey] = header.encryptedDataKeys;
  if (!encryptedDataKey) throw new Error('no encrypted data key');
  const whole = new Map([...header.context, ...extraContext]);
  return { header, extraContext, dataKey: unwrapRawAes(encryptedDataKey, vector.wrapping_key_b64, whole) };
}
