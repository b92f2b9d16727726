import { KmsError } from '../../electron/kms/errors.ts';

/** The `KmsError` that `promise` rejects with. */
export async function failureOf(promise: Promise<unknown>): Promise<KmsError> {
  const error = await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof KmsError)) throw new Error('It did not fail with a KmsError');
  return error;
}
