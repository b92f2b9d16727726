/** How failures travel inside the vault: an exception that already carries the words for people. */
import type { VaultError } from '../contract/errors.ts';

export class VaultFailure extends Error {
  override readonly name = 'VaultFailure';
  readonly error: VaultError;

  constructor(error: VaultError) {
    super(`${error.code}: ${error.message}`);
    this.error = error;
  }
}
