/** KMS keys as the window shows them: what may be known of them, and what this person can do with the chosen one. */
import type { VaultError } from './errors.ts';

export interface KeyView {
  /** Its ARN; what was pasted where AWS does not tell it. */
  readonly arn: string;
  /** Without the `alias/` prefix; null where the key has none. */
  readonly alias: string | null;
  readonly practice: boolean;
  /** As its administrator wrote it; may be empty. */
  readonly description: string;
  /** Whether its state is known: not every profile may ask for it. */
  readonly known: boolean;
  /** Why no file can be encrypted with it; null where nothing is known against it. */
  readonly unusable: string | null;
}

export type KeyList =
  | { readonly status: 'none' }
  | { readonly status: 'loading' }
  | {
      readonly status: 'ready';
      /** Usable ones first. */
      readonly keys: readonly KeyView[];
      /** Permissions that this profile lacks, e.g. `kms:ListAliases`: what they tell is missing. */
      readonly missing: readonly string[];
      /** Whether there are more keys than these. */
      readonly more: boolean;
    }
  | { readonly status: 'failed'; readonly error: VaultError };

/** Whether KMS would do it, asked without doing it. */
export interface Preflight {
  readonly answer: 'yes' | 'no' | 'unknown';
  /** Why not, or why it is not known. */
  readonly error: VaultError | null;
}

/** What is known of the chosen key, and what this person can do with it. */
export interface KeyDetails {
  /** In words, to be shown one under the other. */
  readonly facts: readonly (readonly [name: string, value: string])[];
  readonly canEncrypt: Preflight;
  readonly canDecrypt: Preflight;
  /** Whether this person could not decrypt again what they encrypt with it: it needs a word of theirs. */
  readonly oneWay: boolean;
}
