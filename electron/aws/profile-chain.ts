/**
 * How a profile gets its credentials, worked out from the files alone in the SDK's own order; nothing is
 * contacted and nothing executed.
 * Source: @aws-sdk/credential-provider-ini 3.973 (resolveProfileData, resolveAssumeRoleCredentials).
 */
import type { ConfigFiles, Settings } from './config-files.ts';
import { sessionOf } from './sign-in-sessions.ts';

export type AwsProfileKind =
  | 'sso'
  | 'legacy-sso'
  | 'role'
  | 'static'
  | 'web-identity'
  | 'credential-process'
  | 'login'
  /** Access keys in the environment of this program. */
  | 'environment'
  /** Credentials of the container that it runs in. */
  | 'container'
  /** Credentials of the EC2 instance that it runs on. */
  | 'instance'
  | 'unusable';

/** Where the chain of source profiles ends. */
export type Leaf =
  | { readonly kind: 'static' | 'web-identity' | 'credential-process' }
  | { readonly kind: 'environment' | 'container' | 'instance' }
  | { readonly kind: 'login'; readonly loginSession: string }
  /** `sessionId`: of sign-in-sessions.ts. */
  | { readonly kind: 'sso' | 'legacy-sso'; readonly sessionId: string }
  | { readonly kind: 'unusable'; readonly reason: string };

export interface Chain {
  readonly kind: AwsProfileKind;
  readonly leaf: Leaf;
  /** Name of the profile whose settings the leaf is in. */
  readonly leafProfile: string;
  /** Names of the profiles whose roles are assumed one after the other, the leaf's credentials first. */
  readonly roles: readonly string[];
  /** One of these roles asks for a code of an MFA device. */
  readonly mfa: boolean;
}

/** The chain of an existing profile. */
export function resolveChain(files: ConfigFiles, name: string): Chain {
  const settings = files.profiles.get(name) ?? {};
  const kind = kindOf(settings);
  const walked = walk(files, name, new Set(), false);
  const mfa = walked.roles.some((role) => files.profiles.get(role)?.['mfa_serial']);
  return { ...walked, kind: walked.leaf.kind === 'unusable' ? 'unusable' : kind, mfa };
}

/** Each one is a call of STS; the SDK has no limit. */
const MAX_SOURCES = 32;

type Walked = Pick<Chain, 'leaf' | 'leafProfile' | 'roles'>;

function walk(files: ConfigFiles, name: string, visited: ReadonlySet<string>, asRole: boolean): Walked {
  const settings = files.profiles.get(name);
  const end = (leaf: Leaf): Walked => ({ leaf, leafProfile: name, roles: [] });
  if (!settings) return end({ kind: 'unusable', reason: `Its source profile "${name}" does not exist.` });
  // A role may name itself as the source of its own static keys.
  if (visited.size > 0 && isStatic(settings)) return end({ kind: 'static' });
  const kind = kindOf(settings);
  if (kind !== 'role' && !asRole) return end(leafOf(files, name, settings, kind));
  const source = settings['source_profile'];
  if (source !== undefined && visited.has(source))
    return end({ kind: 'unusable', reason: 'Its source profiles go round in a circle.' });
  if (visited.size === MAX_SOURCES)
    return end({ kind: 'unusable', reason: `It has more than ${MAX_SOURCES} source profiles.` });
  const next = files.profiles.get(source ?? '');
  const nextAsRole = next !== undefined && !next['role_arn'] && Boolean(next['credential_source']);
  const below = source
    ? walk(files, source, new Set([...visited, source]), nextAsRole)
    : end(sourceLeaf(settings['credential_source']));
  return settings['role_arn'] ? { ...below, roles: [...below.roles, name] } : below;
}

function kindOf(settings: Settings): AwsProfileKind {
  const has = (...names: string[]) => names.every((name) => settings[name] !== undefined);
  if (has('role_arn') && has('source_profile') !== has('credential_source')) return 'role';
  if (isStatic(settings)) return 'static';
  if (has('web_identity_token_file', 'role_arn')) return 'web-identity';
  if (has('credential_process')) return 'credential-process';
  if (ssoSettings.some((name) => has(name))) return has('sso_session') ? 'sso' : 'legacy-sso';
  return has('login_session') ? 'login' : 'unusable';
}

const ssoSettings = [
  'sso_start_url',
  'sso_account_id',
  'sso_session',
  'sso_region',
  'sso_role_name',
] as const;

function isStatic(settings: Settings): boolean {
  return settings['aws_access_key_id'] !== undefined && settings['aws_secret_access_key'] !== undefined;
}

function leafOf(files: ConfigFiles, name: string, settings: Settings, kind: AwsProfileKind): Leaf {
  switch (kind) {
    case 'static':
    case 'web-identity':
    case 'credential-process':
      return { kind };
    case 'login':
      return { kind, loginSession: settings['login_session'] ?? '' };
    case 'sso':
    case 'legacy-sso':
      return ssoLeaf(files, name, settings, kind);
    default:
      return { kind: 'unusable', reason: noCredentials(name, settings) };
  }
}

function ssoLeaf(files: ConfigFiles, name: string, settings: Settings, kind: 'sso' | 'legacy-sso'): Leaf {
  const sessionName = settings['sso_session'] ?? null;
  const ofSession = sessionName === null ? settings : files.ssoSessions.get(sessionName);
  if (!ofSession) {
    return { kind: 'unusable', reason: `Its section [sso-session ${sessionName}] does not exist.` };
  }
  const { sso_start_url, sso_region } = ofSession;
  const merged: Settings = { ...settings, sso_start_url, sso_region };
  const missing = ['sso_start_url', 'sso_region', 'sso_account_id', 'sso_role_name'].filter(
    (key) => !merged[key],
  );
  if (missing.length > 0) {
    return { kind: 'unusable', reason: `Profile "${name}" lacks ${missing.join(', ')}.` };
  }
  const session = sessionOf(sessionName, ofSession);
  return typeof session === 'string'
    ? { kind: 'unusable', reason: session }
    : { kind, sessionId: session.id };
}

/** `credential_source` in AWS's words. */
const sources: ReadonlyMap<string | undefined, 'environment' | 'container' | 'instance'> = new Map([
  ['Environment', 'environment'],
  ['EcsContainer', 'container'],
  ['Ec2InstanceMetadata', 'instance'],
]);

function sourceLeaf(source: string | undefined): Leaf {
  const kind = sources.get(source);
  return kind === undefined
    ? { kind: 'unusable', reason: 'Its credential_source is not one that AWS knows.' }
    : { kind };
}

function noCredentials(name: string, settings: Settings): string {
  if (settings['role_arn'] === undefined) return `Profile "${name}" says nowhere how to get credentials.`;
  return settings['source_profile'] === undefined
    ? 'It has a role_arn, but neither source_profile nor credential_source.'
    : 'It has both source_profile and credential_source.';
}
