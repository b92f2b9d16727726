/** What the engine tests share: an engine on the real worker, data keys that can be looked at afterwards, codes. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import {
  createEngine,
  type EncryptionMaterials,
  type Engine,
  type SealRequest,
} from '../../electron/engine/engine.ts';
import { EngineError, type EngineErrorCode } from '../../electron/engine/errors.ts';
import type { Target } from '../../electron/engine/thread/naming.ts';
import { type SecretBytes, secretCopy } from '../../electron/envelope/bytes.ts';
import type { EncryptionContext } from '../../electron/envelope/context.ts';
import { EnvelopeError, type EnvelopeErrorCode } from '../../electron/envelope/errors.ts';
import { type ReadPolicy, strictPolicy } from '../../electron/envelope/header.ts';
import { DEFAULT_FRAME_LENGTH } from '../../electron/envelope/seal-body.ts';
import { bytesOf, kmsKey } from '../envelope/support.ts';
import type { Faults } from './faulty-worker.ts';

export const workerUrl = new URL('../../electron/engine/thread/worker.ts', import.meta.url);
export const F = DEFAULT_FRAME_LENGTH;

/** An engine that the test closes itself; its notes are in a folder of this test file. */
const notesFolder = mkdtempSync(join(tmpdir(), 'envelope-vault-notes-'));
afterAll(() => rmSync(notesFolder, { recursive: true }));
export const newEngine = (workers = 2, url = workerUrl): Engine =>
  createEngine({ workerUrl: url, workers, notesFolder });

/** An engine whose threads have these faults; it ends with the block. */
export function faultyEngine(faults: Faults): Engine & AsyncDisposable {
  process.env['FAULTS'] = JSON.stringify(faults);
  const engine = newEngine(1, new URL('./faulty-worker.ts', import.meta.url));
  return { ...engine, [Symbol.asyncDispose]: () => engine.close() };
}

/** The test file's engine, closed after its last test. */
export function testEngine(workers = 2): Engine {
  const engine = newEngine(workers);
  afterAll(() => engine.close());
  return engine;
}

/** A new copy of the one data key of the tests, or of another one. */
export const freshKey = (seed = 7, length = 32): SecretBytes => secretCopy(bytesOf(length, seed));

/** Whether nobody can read a key from these bytes any more. */
export const isGone = (key: Uint8Array): boolean => key.every((byte) => byte === 0);

export const materialsOf = (
  dataKey: SecretBytes = freshKey(),
  reserved: EncryptionContext = new Map(),
): EncryptionMaterials => ({
  dataKey,
  encryptedDataKeys: [kmsKey],
  context: new Map([['purpose', 'test ☂'], ...reserved]),
});

export const only = (path: string): Target => ({ path, whenTaken: 'fail' });

type Options = Partial<Pick<SealRequest, 'signal' | 'onProgress' | 'pause' | 'sign' | 'check'>> & {
  readonly key?: SecretBytes | undefined;
  readonly policy?: ReadPolicy;
};

export const sealTo = (
  engine: Engine,
  source: string,
  target: string | Target,
  { key, ...options }: Options = {},
) =>
  engine.seal({
    ...options,
    source,
    target: typeof target === 'string' ? only(target) : target,
    materials: async (reserved) => materialsOf(key, reserved),
  });

export const openTo = (
  engine: Engine,
  source: string,
  target: string | Target,
  { key, policy = strictPolicy, ...options }: Options = {},
) =>
  engine.open({
    ...options,
    source,
    target: typeof target === 'string' ? only(target) : target,
    policy,
    dataKey: async () => key ?? freshKey(),
  });

/** The code that `work` fails with, `done` when it does not fail. Any other error passes through. */
export async function codeOf(work: Promise<unknown>): Promise<EngineErrorCode | EnvelopeErrorCode | 'done'> {
  try {
    await work;
    return 'done';
  } catch (error) {
    if (error instanceof EngineError || error instanceof EnvelopeError) return error.code;
    throw error;
  }
}

export const temporaryNames = (names: readonly string[]): readonly string[] =>
  names.filter((name) => name.startsWith('.envelope-vault-') && name.endsWith('.part'));
