/** The profile that `--profile` names, and the words for profiles and sessions. */
import type { ProfileView } from '../contract/state.ts';
import { failure } from '../vault/explain.ts';
import { VaultFailure } from '../vault/failure.ts';
import type { IdentityPort } from '../vault/identity-port.ts';
import { suggestion } from './misspelt.ts';

/** What `--profile` takes for a profile: its name; those that no file names go by their ids, `env:` and `container:`. */
export const profileWord = ({ id, name }: ProfileView): string => (id === `aws:${name}` ? name : id);

/** What `sign-in` and `sign-out` take for a session, and `profiles` shows: its name, or the start URL. */
export const sessionWord = (sessionId: string): string => sessionId.slice(sessionId.indexOf(':') + 1);

/** Rejects with `profile-not-found`, and which profile may have been meant; or with why a file could not be read. */
export async function namedProfile(word: string, { read }: Pick<IdentityPort, 'read'>): Promise<ProfileView> {
  const { profiles, error } = await read();
  const found = profiles.find((profile) => profileWord(profile) === word);
  if (found !== undefined) return found;
  // It may be in there.
  if (error !== null) throw new VaultFailure(error);
  const meant = suggestion(word, profiles.map(profileWord));
  throw failure('profile-not-found', {}, `${word}${meant || '.'}`);
}
