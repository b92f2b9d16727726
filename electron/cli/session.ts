/**
 * `envelope sign-in` and `sign-out`: of IAM Identity Center, for this program, the app, the AWS CLI and the SDKs at once.
 *
 * The page to sign in on is printed, and opened where a person is at the terminal; nothing else that is secret is ever
 * printed.
 */
import type { Writable } from 'node:stream';
import type { SignInSession } from '../contract/state.ts';
import { VaultFailure } from '../vault/failure.ts';
import type { IdentityPort, SignInPrompt } from '../vault/identity-port.ts';
import type { Command, SessionCommand } from './command.ts';
import { sessionCommands } from './grammar.ts';
import { suggestion } from './misspelt.ts';
import { namedProfile, sessionWord } from './named-profile.ts';
import { UsageError } from './option-values.ts';
import { safe } from './terminal.ts';

export interface SessionWorld {
  readonly identities: Pick<IdentityPort, 'read' | 'signIn' | 'signOut'>;
  readonly signal: AbortSignal;
  readonly stdout: Writable;
  readonly stderr: Writable;
  /** Opens the person's browser; null where nobody is at the terminal. */
  readonly openLink: ((url: string) => void) | null;
}

export const isSession = (command: Command): command is SessionCommand =>
  sessionCommands.some((name) => name === command.name);

/** Answers the exit code; rejects where it could not be done. */
export async function runSession(command: SessionCommand, world: SessionWorld): Promise<number> {
  const { identities, signal, stdout, stderr, openLink } = world;
  const { id, name, state } = await chosenSession(command, identities);
  if (command.name === 'sign-out') {
    await identities.signOut(id, { signal });
    const was = state.status === 'signed-in' ? 'Signed out of' : 'You were not signed in to';
    stdout.write(`${was} ${safe(name)}.\n`);
    return 0;
  }
  const onPrompt = (prompt: SignInPrompt): void => {
    stderr.write(promptText(prompt, { id, name }));
    // Comparing a code is often for another computer's browser.
    if (prompt.userCode === null) openLink?.(prompt.url);
  };
  await identities.signIn(id, command.device ? 'device' : 'browser', { signal, onPrompt });
  stdout.write(`Signed in to ${safe(name)}.\n`);
  return 0;
}

function promptText(
  { url, userCode }: SignInPrompt,
  { id, name }: Pick<SignInSession, 'id' | 'name'>,
): string {
  const what =
    userCode === null
      ? 'allow access in your browser on this computer'
      : `open this page in any browser, and allow access if it shows the code ${safe(userCode)}`;
  const otherWay =
    userCode === null
      ? `Browser on another computer? envelope sign-in ${safe(sessionWord(id))} --device\n`
      : '';
  return `To sign in to ${safe(name)}, ${what}:\n  ${safe(url)}\n${otherWay}`;
}

/** The session that was named, that the profile needs, or the only one there is. */
async function chosenSession(
  { session: named, profile: profileName }: SessionCommand,
  identities: SessionWorld['identities'],
): Promise<SignInSession> {
  const profile = profileName === null ? null : await namedProfile(profileName, identities);
  const { sessions, error } = await identities.read();
  const words = sessions.map(({ id }) => sessionWord(id));
  if (profile !== null) {
    const session = sessions.find(({ id }) => id === profile.sessionId);
    if (session === undefined) throw new UsageError(`profile ${profileName} has nothing to sign in to`);
    return session;
  }
  // What `profiles` shows is the session's own; another may have the same start URL.
  const byWord = sessions.filter(({ id }) => sessionWord(id) === named);
  const byAddress = sessions.filter(({ name, startUrl }) => name === named || startUrl === named);
  const found = named === null ? sessions : byWord.length > 0 ? byWord : byAddress;
  const [session, ...others] = found;
  if (session !== undefined && others.length === 0) return session;
  if (session !== undefined) throw new UsageError(`say which session: ${words.join(', ')}`);
  // It may be in the file that cannot be read.
  if (error !== null) throw new VaultFailure(error);
  if (named === null) throw new UsageError('your AWS config has no session to sign in to');
  throw new UsageError(`no session "${named}"${suggestion(named, words)}`);
}
