/** Who calls the KMS of the tests, and what they attempt. */
import type { EncryptionContext } from '../../../electron/kms/port.ts';
import type { TestCredentials } from '../sigv4.ts';
import { matches } from './wildcard.ts';

export interface Caller {
  readonly credentials: TestCredentials;
  /** 12 digits. */
  readonly accountId: string;
  /** Of a user or role of the account, as key policies and grants name it. */
  readonly arn: string;
  /**
   * What the account does not let this caller do, with wildcards, e.g. `kms:List*`; all else it does. A key's policy
   * or a grant cannot give it back.
   */
  readonly denied?: readonly string[];
}

/** Whether the caller's own account lets it do `action`, e.g. `kms:Decrypt`. */
export function mayAtHome(caller: Caller, action: string): boolean {
  return !(caller.denied ?? []).some((pattern) => matches(pattern, action));
}

/** What somebody wants to do with a key. */
export interface Attempt {
  readonly caller: Caller;
  /** E.g. `kms:Decrypt`. */
  readonly action: string;
  /** Null for what has no encryption context. */
  readonly context: EncryptionContext | null;
}
