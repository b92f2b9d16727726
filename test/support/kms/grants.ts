/**
 * Grants: who may do what with a key besides whom its policy names.
 *
 * AWS takes up to some minutes until a new grant counts everywhere; until then it counts for those who present its
 * token. Here that is strict, so that a test sees a token that is missing: for five minutes by the server's clock a
 * grant counts with its token and in no other way, from then on for everybody it is for. One that is retired or
 * revoked counts no more at once.
 * Source: docs.aws.amazon.com/kms/latest/developerguide/grants.html
 */

import type { EncryptionContext } from '../../../electron/kms/port.ts';
import { PracticeException } from '../../../electron/kms/practice/exception.ts';
import { type Input, optionalStrings } from '../../../electron/kms/practice/input.ts';
import type { Attempt } from './caller.ts';
import { isPrincipal } from './policy.ts';

/** Milliseconds until a grant counts without its token. */
export const SETTLING = 300_000;

export interface Grant {
  /** 64 hexadecimal digits. */
  readonly id: string;
  /** Empty where it has none. */
  readonly name: string;
  readonly created: Date;
  /** ARN of a user or role, or an account's root. */
  readonly grantee: string;
  readonly retiring: string | null;
  /** Account that made it. */
  readonly issuer: string;
  /** Without `kms:`. */
  readonly operations: readonly string[];
  /** Pairs that the request's context must have; `exactly`: and no others. Null for no constraint. */
  readonly constraint: { readonly pairs: EncryptionContext; readonly exactly: boolean } | null;
}

/** Whether one of the grants lets the caller do it, who presents these tokens. */
export function grantAllows(
  grants: readonly Grant[],
  attempt: Attempt,
  tokens: readonly string[],
  now: Date,
): boolean {
  return grants.some(
    (grant) =>
      isPrincipal(grant.grantee, attempt.caller) &&
      grant.operations.some((operation) => attempt.action === `kms:${operation}`) &&
      meets(attempt.context, grant.constraint) &&
      (tokens.includes(tokenOf(grant.id)) || now.getTime() - grant.created.getTime() >= SETTLING),
  );
}

/** Constraints are about operations that have an encryption context; they do not concern the others. */
function meets(context: EncryptionContext | null, constraint: Grant['constraint']): boolean {
  if (context === null || constraint === null) return true;
  if (constraint.exactly && context.size !== constraint.pairs.size) return false;
  return [...constraint.pairs].every(([key, value]) => context.get(key) === value);
}

const MARK = 'grant:';

export function tokenOf(grantId: string): string {
  return Buffer.from(`${MARK}${grantId}`).toString('base64');
}

/** The id of the grant that a token is for; throws InvalidGrantTokenException. */
export function grantIdOf(token: string): string {
  const text = Buffer.from(token, 'base64').toString();
  if (!/^grant:[0-9a-f]{64}$/.test(text) || tokenOf(text.slice(MARK.length)) !== token) {
    throw new PracticeException('InvalidGrantTokenException', 'The grant token is not valid.');
  }
  return text.slice(MARK.length);
}

/** The request's tokens; throws InvalidGrantTokenException for one that no grant can have. */
export function grantTokens(input: Input): readonly string[] {
  const tokens = optionalStrings(input, 'GrantTokens', 10);
  tokens.forEach(grantIdOf);
  return tokens;
}
