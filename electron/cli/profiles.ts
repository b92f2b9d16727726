/**
 * `envelope profiles`: every AWS profile on this computer and what can be told of it without contacting anybody, for
 * people or for programs.
 */
import type { Writable } from 'node:stream';
import type { ProfileKind, ProfileView, SignInSession } from '../contract/state.ts';
import type { Identities, IdentityPort } from '../vault/identity-port.ts';
import type { ProfilesCommand } from './command.ts';
import { profileWord, sessionWord } from './named-profile.ts';
import { formatError, formatTable, safeJson } from './terminal.ts';

export interface ProfilesWorld {
  readonly identities: Pick<IdentityPort, 'read'>;
  readonly now: Date;
  readonly stdout: Writable;
  readonly stderr: Writable;
}

/** Answers the exit code. */
export async function runProfiles(
  { json }: ProfilesCommand,
  { identities, now, stdout, stderr }: ProfilesWorld,
): Promise<number> {
  const found = await identities.read();
  const { profiles, sessions, error } = found;
  if (json) {
    const lines = [...profiles.map(profileJson), ...sessions.map(sessionJson), ...(error ? [{ error }] : [])];
    for (const line of lines) stdout.write(`${safeJson(line)}\n`);
  } else {
    stdout.write(formatTable(['PROFILE', 'KIND', 'ACCOUNT', 'ROLE', 'REGION', 'STATE'], rowsOf(found, now)));
    if (error !== null) stderr.write(formatError(null, error));
    else if (profiles.length === 0) stderr.write('envelope: there is no AWS profile on this computer\n');
  }
  return error === null ? 0 : 1;
}

const kinds: Readonly<Record<ProfileKind, string>> = {
  practice: 'practice',
  sso: 'SSO',
  'legacy-sso': 'SSO',
  role: 'role',
  static: 'access keys',
  'web-identity': 'web identity',
  'credential-process': 'program',
  login: 'aws login',
  environment: 'environment',
  container: 'container',
  instance: 'instance',
  unusable: '',
};

/** Those of the profiles, then those of sessions that no profile needs. */
function rowsOf({ profiles, sessions }: Identities, now: Date): readonly (readonly string[])[] {
  const needed = new Set(profiles.map(({ sessionId }) => sessionId));
  const others = sessions.filter(({ id }) => !needed.has(id));
  return [
    ...profiles.map((profile) => {
      const { kind, leaf, accountId, roleName, region } = profile;
      const how = leaf === null ? kinds[kind] : `${kinds[kind]} on ${kinds[leaf]}`;
      const where = [accountId ?? '', roleName ?? '', region ?? ''];
      return [profileWord(profile), how, ...where, stateWords(profile, now)];
    }),
    ...others.map(({ name, region, state }) => {
      const words = state.status === 'signed-in' ? `signed in${lasting(state.until, now)}` : 'not signed in';
      return [name, 'SSO session', '', '', region, `${words}; no profile of it yet`];
    }),
  ];
}

function stateWords(profile: ProfileView, now: Date): string {
  const { state, sessionId, kind } = profile;
  switch (state.status) {
    case 'ready':
      return `ready${lasting(state.until, now)}`;
    case 'sign-in':
      if (sessionId !== null) return `sign in: envelope sign-in ${sessionWord(sessionId)}`;
      return `sign in: aws login ${kind === 'login' ? `--profile ${profileWord(profile)}` : 'with its source profile'}`;
    case 'mfa':
      return 'asks for an MFA code';
    case 'on-use':
      return 'shows when it is used';
    case 'not-assigned':
      return 'its role is not assigned to you';
    case 'unusable':
      return `cannot be used: ${state.reason}`;
  }
}

/** ` for 5 h 12 min`; empty where no end is known. */
function lasting(until: string | null, now: Date): string {
  if (until === null) return '';
  const minutes = Math.floor((Date.parse(until) - now.getTime()) / 60_000);
  const hours = Math.floor(minutes / 60);
  return hours === 0 ? ` for ${minutes} min` : ` for ${hours} h ${minutes % 60} min`;
}

function profileJson(profile: ProfileView): object {
  const { kind, leaf, accountId, roleName, region, sessionId, state } = profile;
  return {
    profile: profileWord(profile),
    kind,
    leaf,
    account_id: accountId,
    role: roleName,
    region,
    session: sessionId === null ? null : sessionWord(sessionId),
    state: state.status,
    until: 'until' in state ? state.until : null,
    reason: 'reason' in state ? state.reason : null,
  };
}

function sessionJson({ id, startUrl, region, state }: SignInSession): object {
  return {
    session: sessionWord(id),
    start_url: startUrl,
    region,
    state: state.status,
    until: 'until' in state ? state.until : null,
  };
}
