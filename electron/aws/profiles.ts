/**
 * Every AWS profile on this computer and every session to sign in to, with what files and environment tell of them.
 *
 * Guarantees: nobody is contacted and nothing is executed; no profile is left out that the AWS CLI would list,
 * those that cannot be used say why; the list is sorted, the environment's and `default` first.
 */
import { type ConfigFiles, loadConfigFiles, type Settings } from './config-files.ts';
import { environmentProfiles } from './environment.ts';
import type { AwsError } from './errors.ts';
import { type AwsProfileKind, resolveChain } from './profile-chain.ts';
import { type AwsProfileState, chainState, type SignInStates } from './profile-state.ts';
import { isRegion } from './region.ts';
import { readSessions, type SessionSettings } from './sign-in-sessions.ts';
import { type SignInState, signInState } from './sso-token.ts';

export interface AwsProfile {
  /** `aws:` and the name, or `env:`, or `container:`. */
  readonly id: string;
  readonly name: string;
  readonly kind: AwsProfileKind;
  /** What the chain of source profiles of a role ends in; null where it is no role. */
  readonly leaf: AwsProfileKind | null;
  /** 12 digits, of the account that the profile's credentials are in. */
  readonly accountId: string | null;
  readonly roleName: string | null;
  /** The profile's own; only profiles of the environment take the environment's. */
  readonly region: string | null;
  /** `id` of the session to sign in to, also where a role's source profile needs it. */
  readonly sessionId: string | null;
  readonly state: AwsProfileState;
}

export interface AwsSession extends SessionSettings {
  readonly state: SignInState;
}

export interface Identities {
  readonly profiles: readonly AwsProfile[];
  readonly sessions: readonly AwsSession[];
  /** `config-broken`, where not all could be read. */
  readonly problem: AwsError | null;
}

const ACCOUNT = /^[0-9]{12}$/;

/** Never rejects; a computer without AWS has no profiles. */
export async function readIdentities(now: Date = new Date()): Promise<Identities> {
  const files = await loadConfigFiles();
  // One after another: of thousands, no more files are open than one.
  const sessions: AwsSession[] = [];
  for (const session of readSessions(files).values())
    sessions.push({ ...session, state: await signInState(session, now) });
  const states = new Map(sessions.map(({ id, state }) => [id, state]));
  const profiles: AwsProfile[] = [];
  for (const name of [...files.profiles.keys(), ...files.invisible.keys()])
    profiles.push(await describe(files, name, now, async (id) => states.get(id) ?? { status: 'signed-out' }));
  return {
    profiles: [...environmentProfiles(now), ...profiles.sort(defaultFirst)],
    sessions: sessions.sort((a, b) => (a.id < b.id ? -1 : 1)),
    problem: files.problem,
  };
}

/** Describes one profile that the files name. */
export async function describeProfile(files: ConfigFiles, name: string, now: Date): Promise<AwsProfile> {
  const sessions = readSessions(files);
  return describe(files, name, now, async (id) => {
    const session = sessions.get(id);
    return session === undefined ? { status: 'signed-out' } : signInState(session, now);
  });
}

async function describe(
  files: ConfigFiles,
  name: string,
  now: Date,
  signIns: SignInStates,
): Promise<AwsProfile> {
  const settings = files.profiles.get(name) ?? {};
  const { kind, leaf, mfa } = resolveChain(files, name);
  const region = settings['region'] ?? null;
  const invisible = files.invisible.get(name);
  if (invisible !== undefined) return unusableProfile(name, settings, invisible);
  if (region !== null && leaf.kind !== 'unusable' && !isRegion(region)) {
    return unusableProfile(name, settings, 'Its region is not the name of an AWS region.');
  }
  const state = await chainState(leaf, mfa, now, signIns);
  if (state.status === 'unusable') return unusableProfile(name, settings, state.reason);
  return {
    id: `aws:${name}`,
    name,
    kind,
    leaf: kind === 'role' ? leaf.kind : null,
    ...identityOf(settings, kind),
    region,
    sessionId: 'sessionId' in leaf ? leaf.sessionId : null,
    state,
  };
}

function unusableProfile(name: string, settings: Settings, reason: string): AwsProfile {
  const region = settings['region'] ?? '';
  return {
    id: `aws:${name}`,
    name,
    kind: 'unusable',
    leaf: null,
    accountId: null,
    roleName: null,
    region: isRegion(region) ? region : null,
    sessionId: null,
    state: { status: 'unusable', reason },
  };
}

/** The account and role that the settings name. */
export function identityOf(
  settings: Settings,
  kind: AwsProfileKind,
): { readonly accountId: string | null; readonly roleName: string | null } {
  switch (kind) {
    case 'sso':
    case 'legacy-sso':
      return { accountId: account(settings['sso_account_id']), roleName: settings['sso_role_name'] ?? null };
    case 'role':
    case 'web-identity':
      return roleOf(settings['role_arn']);
    case 'login':
      return roleOf(settings['login_session']);
    default:
      return { accountId: account(settings['aws_account_id']), roleName: null };
  }
}

/** Of `arn:aws:iam::ACCOUNT:role/PATH/NAME` and `arn:aws:sts::ACCOUNT:assumed-role/NAME/SESSION`. */
function roleOf(arn: string | undefined) {
  const [, , , , accountId, resource = ''] = arn?.split(':') ?? [];
  const [type, ...names] = resource.split('/');
  const roleName = type === 'role' ? names.at(-1) : type === 'assumed-role' ? names[0] : undefined;
  return { accountId: account(accountId), roleName: roleName ?? null };
}

function account(text: string | undefined): string | null {
  return text !== undefined && ACCOUNT.test(text) ? text : null;
}

function defaultFirst(a: AwsProfile, b: AwsProfile): number {
  if ((a.name === 'default') !== (b.name === 'default')) return a.name === 'default' ? -1 : 1;
  return a.name < b.name ? -1 : 1;
}
