/** What the engine tests share: an engine on the real worker, data keys that can be looked at afterwards, codes. */
import { afterAll } from 'vitest';
import {
  createEngine,
  type EncryptionMaterials,
  type Engine,
  type SealRequest,
} from '../../electron/engine/engine.ts';
import { EngineError, type EngineErrorCode } from '../../electron/engine/errors.ts';
import type { Target } from '../../electron/engine/output-file.ts';
import { EnvelopeError, type EnvelopeErrorCode } from '../../electron/envelope/errors.ts';
import { type ReadPolicy, strictPolicy } from '../../electron/envelope/header.ts';
import { DEFAULT_FRAME_LENGTH } from '../../electron/envelope/seal-body.ts';
import { bytesOf, kmsKey } from '../envelope/support.ts';

export const workerUrl = new URL('../../electron/engine/worker.ts', import.meta.url);
export const F = DEFAULT_FRAME_LENGTH;

/** The test file's engine, closed after its last test. */
export function testEngine(workers = 2): Engine {
  const engine = createEngine({ workerUrl, workers });
  afterAll(() => engine.close());
  return engine;
}

/** A new copy of the one data key of the tests, in memory of its own. */
export const freshKey = (): Uint8Array<ArrayBuffer> => bytesOf(32, 7);

/** Whether nobody can read a key from these bytes any more: given away (detached) or zero. */
export const isGone = (key: Uint8Array): boolean => key.length === 0 || key.every((byte) => byte === 0);

export const materialsOf = (dataKey: Uint8Array<ArrayBuffer> = freshKey()): EncryptionMaterials => ({
  dataKey,
  encryptedDataKeys: [kmsKey],
  context: new Map([['purpose', 'test ☂']]),
});

export const only = (path: string): Target => ({ path, alternative: null });

type Options = Partial<Pick<SealRequest, 'signal' | 'onProgress' | 'pause'>> & {
  readonly key?: Uint8Array<ArrayBuffer> | undefined;
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
    materials: async () => materialsOf(key),
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
