/** Which tokens come from one sign-in: renewing a token here does not change who somebody is. */
import { createHash } from 'node:crypto';

/** Digest of the first token that is known, by that of each token that was made of it. One an hour. */
const firsts = new Map<string, string>();

const digest = (accessToken: string): string => createHash('sha256').update(accessToken).digest('hex');

/** The same text for all tokens of a sign-in that were renewed here; tells nothing of them. */
export function signInOf(accessToken: string): string {
  const own = digest(accessToken);
  return firsts.get(own) ?? own;
}

export function noteRenewal(from: string, to: string): void {
  firsts.set(digest(to), signInOf(from));
}
