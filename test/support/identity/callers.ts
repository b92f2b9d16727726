/**
 * Who has credentials: the people with keys of their own, and, one after the other, those whom temporary ones were given
 * to. Given to a `KmsServer` as its `callers`, it knows them, too.
 */
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import type { Caller } from '../kms/caller.ts';

export interface Session {
  readonly accountId: string;
  readonly roleName: string;
  /** Of the session: a person's user name, where Identity Center gave it. */
  readonly sessionName: string;
  /** What the account does not let it do. */
  readonly denied?: readonly string[];
}

export interface Callers extends Iterable<Caller> {
  /** Makes temporary credentials for a role, valid until then. */
  readonly issue: (session: Session, expiresAt: Date) => Caller;
  /** Secret keys and session tokens of all temporary credentials. */
  readonly secrets: () => readonly string[];
  /** All temporary credentials end now. */
  readonly expire: (now: Date) => void;
}

export function createCallers(permanent: Iterable<Caller>): Callers {
  const people = [...permanent];
  let temporary: readonly Caller[] = [];
  return {
    [Symbol.iterator]: () => [...people, ...temporary].values(),
    issue: ({ accountId, roleName, sessionName, denied = [] }, expiresAt) => {
      const credentials = {
        accessKeyId: `ASIA${idOf(randomUUID())}`,
        secretAccessKey: randomBytes(30).toString('base64'),
        sessionToken: randomBytes(240).toString('base64'),
        expiresAt,
      };
      const arn = `arn:aws:sts::${accountId}:assumed-role/${roleName}/${sessionName}`;
      const caller = { credentials, accountId, arn, denied };
      temporary = [...temporary, caller];
      return caller;
    },
    secrets: () =>
      temporary.flatMap(({ credentials: { secretAccessKey, sessionToken = '' } }) => [
        secretAccessKey,
        sessionToken,
      ]),
    expire: (now) => {
      temporary = temporary.map((one) => ({ ...one, credentials: { ...one.credentials, expiresAt: now } }));
    },
  };
}

/** 16 characters as AWS's identifiers have them: the same for the same name. */
export function idOf(name: string): string {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const digest = createHash('sha256').update(name).digest().subarray(0, 16);
  return [...digest].map((byte) => letters[byte & 31]).join('');
}
