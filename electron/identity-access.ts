/** The vault's identities over `electron/aws`: what is read, and failures in words. */
import { readIdentities } from './aws/profiles.ts';
import { asFailure } from './aws-failure.ts';
import { explain, failure } from './vault/explain.ts';
import type { IdentityPort } from './vault/identity-port.ts';

/** `onRead`: the AWS files were read anew. */
export function createIdentityAccess(onRead: () => void): IdentityPort {
  const notYet = () => Promise.reject(failure('internal'));
  return {
    read: async () => {
      const { problem, ...found } = await readIdentities();
      onRead();
      return { ...found, error: problem && explain(asFailure(problem)) };
    },
    signIn: notYet,
    signOut: notYet,
    accounts: notYet,
    roles: notYet,
    saveProfile: notYet,
    saveSession: notYet,
    whoAmI: notYet,
  };
}
