/** What a thread says of its work: what came of it, or how it failed, as data that can travel. */
import { EnvelopeError } from '../../envelope/errors.ts';
import { EngineError } from '../errors.ts';
import type { Failed, WorkerAnswer } from './protocol.ts';

export function answer<T>(work: () => T): WorkerAnswer<T> {
  try {
    return { ok: true, value: work() };
  } catch (error) {
    if (error instanceof EnvelopeError)
      return { ok: false, kind: 'envelope', code: error.code, part: error.part };
    if (error instanceof EngineError)
      return { ok: false, kind: 'engine', code: error.code, errorName: error.errorName };
    return { ok: false, kind: 'engine', code: 'internal', errorName: null };
  }
}

/** The error that `failed` came from. */
export const asError = (failed: Failed): EnvelopeError | EngineError =>
  failed.kind === 'envelope'
    ? new EnvelopeError(failed.code, failed.part)
    : new EngineError(failed.code, failed.errorName);

/** What came of it; throws the error where it failed. */
export function unpack<T>(given: WorkerAnswer<T>): T {
  if (given.ok) return given.value;
  throw asError(given);
}
