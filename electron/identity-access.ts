/** The vault's identities over `electron/aws`, whose failures become words here. */
import { callerIdentity } from './aws/caller-identity.ts';
import type { ProfileAccesses } from './aws/credentials.ts';
import type { Network } from './aws/network.ts';
import { readIdentities } from './aws/profiles.ts';
import { saveProfile, saveSession } from './aws/save-identity.ts';
import { type OpenSession, openSession } from './aws/sign-in/open-session.ts';
import { listAccounts, listRoles } from './aws/sign-in/portal.ts';
import { signIn } from './aws/sign-in/sign-in.ts';
import { signOut } from './aws/sign-in/sign-out.ts';
import { asFailure, inWords } from './aws-failure.ts';
import { explain } from './vault/explain.ts';
import type { AskOptions, IdentityPort } from './vault/identity-port.ts';

export interface IdentityAccessOptions {
  readonly network: Network;
  readonly profiles: ProfileAccesses;
}

export function createIdentityAccess({ network, profiles: accesses }: IdentityAccessOptions): IdentityPort {
  const inSession = <T>(sessionId: string, use: (open: OpenSession) => Promise<T>): Promise<T> =>
    inWords(openSession(sessionId, network).then(use));
  return {
    read: async () => {
      const { problem, ...found } = await readIdentities();
      accesses.reload();
      return { ...found, error: problem && explain(asFailure(problem)) };
    },
    signIn: (sessionId, way, { signal = new AbortController().signal, onPrompt }) =>
      inSession(sessionId, ({ session, network: reached }) =>
        signIn(session, way, reached, {
          signal,
          onPrompt: (prompt) => onPrompt({ ...prompt, until: prompt.until.toISOString() }),
        }),
      ),
    signOut: (sessionId) =>
      inSession(sessionId, ({ session, network: reached }) => signOut(session, reached)),
    accounts: (sessionId, options) =>
      inSession(sessionId, ({ session, network: reached }) =>
        listAccounts(session, reached, callOptions(options)),
      ),
    roles: (sessionId, accountId, options) =>
      inSession(sessionId, ({ session, network: reached }) =>
        listRoles(session, accountId, reached, callOptions(options)),
      ),
    saveProfile: (profile) => inSession(profile.sessionId, ({ session }) => saveProfile(profile, session)),
    saveSession: (session) => inWords(saveSession(session)),
    whoAmI: (profileId, options) =>
      inWords(accesses.open(profileId).then((access) => callerIdentity(access, options))),
  };
}

const callOptions = ({ signal }: AskOptions = {}) => (signal ? { abortSignal: signal } : {});
