/**
 * AWS's public test vectors, read where the shared design notes lie beside the project; never part of it.
 *
 * Where they are absent the tests that stand on them are skipped and say so.
 */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

/** Leniently, because the padding of one vector (27, header) is not what the standard asks for. */
const base64 = z.string().transform((text) => Buffer.from(text, 'base64'));

const commitmentFile = z.object({
  tests: z.array(
    z.object({
      comment: z.string(),
      status: z.boolean(),
      exception: z.string().nullable(),
      ciphertext: base64,
      'decrypted-dek': base64,
      'message-id': base64,
      commitment: base64,
      header: base64,
      'content-encryption-key': base64.optional(),
      frames: z.array(base64).optional(),
      footer: base64.optional(),
      'plaintext-frames': z.array(z.string()).optional(),
      'encryption-context': z.record(z.string(), z.string()),
    }),
  ),
});

const rawAesFile = z.object({
  tests: z.array(
    z.object({
      id: z.string(),
      cmm: z.enum(['Default', 'RequiredEncryptionContext']),
      wrapping_key_b64: base64,
      encryption_context: z.record(z.string(), z.string()),
      ciphertext_b64: base64,
      plaintext_b64: base64,
    }),
  ),
});

function load<Schema extends z.ZodType>(name: string, schema: Schema): z.output<Schema> | null {
  const path = fileURLToPath(new URL(`../../../shared/vectors/${name}`, import.meta.url));
  if (existsSync(path)) return schema.parse(JSON.parse(readFileSync(path, 'utf8')));
  console.warn(`skipped: ${path} is absent (AWS's public vectors are not part of the project)`);
  return null;
}

export const commitmentVectors = load('commitment-test-vectors.json', commitmentFile)?.tests ?? null;
export const rawAesVectors = load('raw-aes-v4-vectors.json', rawAesFile)?.tests ?? null;
export const absent = 'AWS’s public vectors are absent: ../shared/vectors beside the project';
