/**
 * Using a chosen profile: its credentials, region and network.
 *
 * Guarantees: credentials come from the chosen profile and nothing else; they are got when they are first asked for, once
 * for all who use the profile (one program run, one MFA code), and again before they end; a profile that is the same
 * after its files were read anew, token and all, keeps them, and one that is not does not; all failures are `AwsError`s
 * without a message of AWS's, but for what the person's code for MFA is rejected with.
 */
import { createHash } from 'node:crypto';
import { type ConfigFiles, loadConfigFiles } from './config-files.ts';
import { assumeRole, type MfaCode } from './credentials/assume-role.ts';
import { leafCredentials } from './credentials/leaf.ts';
import { type Credentials, type SharedCredentials, shared } from './credentials/shared.ts';
import { environmentProfiles } from './environment.ts';
import { AwsError, inDetail } from './errors.ts';
import type { Network, ProfileNetwork } from './network.ts';
import { type Chain, resolveChain } from './profile-chain.ts';
import { type AwsProfile, describeProfile, identityOf } from './profiles.ts';
import { signInOf } from './sign-in/same-sign-in.ts';
import { readSessions } from './sign-in-sessions.ts';
import { sessionToken } from './sso-token.ts';

/** `credentials` rejects with AwsError. */
export interface ProfileAccess extends SharedCredentials {
  readonly profile: AwsProfile;
  /** Where the profile's keys are; null where only a key's ARN can tell. */
  readonly region: string | null;
  /** Where STS is asked. */
  readonly stsRegion: string;
  readonly network: ProfileNetwork;
}

export interface ProfileAccesses {
  /**
   * By an id (`aws:` and a name, `env:`, `container:`); contacts nobody. The same object as long as nothing about the
   * profile has changed. Rejects with AwsError `config-broken`, `profile-not-found` or `profile-unusable`.
   */
  readonly open: (profileId: string) => Promise<ProfileAccess>;
  /** The files have to be read anew. */
  readonly reload: () => void;
}

export interface AccessOptions {
  readonly network: Network;
  /** Without it profiles that need a code are `mfa-needed` when they are used. */
  readonly mfaCode?: MfaCode | undefined;
}

interface Opened {
  readonly fingerprint: string;
  readonly access: ProfileAccess;
}

export function createProfileAccesses(options: AccessOptions): ProfileAccesses {
  // The SDK would ask it for a region wherever none is given.
  process.env['AWS_EC2_METADATA_DISABLED'] = 'true';
  let files: Promise<ConfigFiles> | null = null;
  /** Since the files were read. */
  let checked = new Map<string, Promise<Opened>>();
  const kept = new Map<string, Opened>();
  async function open(profileId: string): Promise<Opened> {
    files ??= loadConfigFiles();
    const found = await find(await files, profileId);
    const fingerprint = await fingerprintOf(await files, found);
    const known = kept.get(profileId);
    if (known?.fingerprint === fingerprint) return known;
    const opened = { fingerprint, access: await accessOf(await files, found, options) };
    kept.set(profileId, opened);
    return opened;
  }
  return {
    open: async (profileId) => {
      const opening = checked.get(profileId) ?? open(profileId);
      checked.set(profileId, opening);
      opening.catch(() => checked.delete(profileId));
      return (await opening).access;
    },
    reload: () => {
      files = null;
      checked = new Map();
    },
  };
}

interface Found {
  readonly profile: AwsProfile;
  /** null where it is the environment's. */
  readonly name: string | null;
  readonly chain: Chain;
}

async function find(files: ConfigFiles, profileId: string): Promise<Found> {
  const ofEnvironment = environmentProfiles(new Date()).find(({ id }) => id === profileId);
  if (ofEnvironment !== undefined) {
    const kind = ofEnvironment.kind === 'container' ? 'container' : 'environment';
    const chain = { kind, leaf: { kind }, leafProfile: '', roles: [], mfa: false } as const;
    return { profile: usable(ofEnvironment), name: null, chain };
  }
  const [, name = null] = /^aws:(.*)$/s.exec(profileId) ?? [];
  if (name === null || !(files.profiles.has(name) || files.invisible.has(name)))
    throw files.problem ?? new AwsError('profile-not-found', { profile: name ?? profileId });
  const profile = usable(await describeProfile(files, name, new Date()));
  return { profile, name, chain: resolveChain(files, name) };
}

function usable(profile: AwsProfile): AwsProfile {
  const { name, state } = profile;
  if (state.status !== 'unusable') return profile;
  throw new AwsError('profile-unusable', { profile: name, reason: state.reason });
}

/** All that decides who somebody is with this profile, and how AWS is reached, in a form that tells no secret. */
async function fingerprintOf(files: ConfigFiles, { profile, name, chain }: Found): Promise<string> {
  const settings = [name ?? '', ...chain.roles, chain.leafProfile].map((one) => files.profiles.get(one));
  const services = files.services.get(settings[0]?.['services'] ?? '');
  const { sessionId } = profile;
  const session = readSessions(files).get(sessionId ?? '');
  const token = session === undefined ? null : await sessionToken(session);
  const signIn = token && signInOf(token.accessToken);
  const about = [chain, settings, services, session, signIn];
  return createHash('sha256').update(JSON.stringify(about)).digest('hex');
}

async function accessOf(
  files: ConfigFiles,
  { profile, name, chain }: Found,
  { network: networks, mfaCode }: AccessOptions,
): Promise<ProfileAccess> {
  const settingsOf = (one: string) => files.profiles.get(one) ?? {};
  const session = profile.sessionId === null ? undefined : readSessions(files).get(profile.sessionId);
  const network = await networks.of(files, name);
  const byArn = regionOfPartition(settingsOf(name ?? '')['role_arn']);
  const stsRegion = profile.region ?? session?.region ?? byArn;
  const get = async (): Promise<Credentials> => {
    const { leaf, leafProfile } = chain;
    const where = { region: stsRegion, network };
    const settings = settingsOf(leafProfile);
    const options = { name: leafProfile, settings, session, where };
    let credentials = await inDetail(identityOf(settings, leaf.kind), () => leafCredentials(leaf, options));
    for (const role of chain.roles) {
      const region = settingsOf(role)['region'] ?? stsRegion;
      const asked = { name: role, settings: settingsOf(role), source: credentials, mfaCode };
      const assume = () => assumeRole(asked, { region, network });
      credentials = await inDetail(identityOf(settingsOf(role), 'role'), assume);
    }
    return credentials;
  };
  const credentials = shared(() => inDetail({ profile: profile.name }, get));
  return { ...credentials, profile, region: profile.region, stsRegion, network };
}

/** Where the AWS CLI asks STS without a region, by the partition of the role's ARN. */
function regionOfPartition(arn = ''): string {
  const regions = new Map([
    ['aws-cn', 'cn-north-1'],
    ['aws-us-gov', 'us-gov-west-1'],
  ]);
  return regions.get(arn.split(':')[1] ?? '') ?? 'us-east-1';
}
