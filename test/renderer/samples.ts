/**
 * Sample data for previews and tests: profiles, keys, jobs, envelopes and errors as main would send them.
 */
import type { ErrorCode, ErrorDetails, VaultError } from '../../electron/contract/errors.ts';
import type {
  CallerIdentity,
  EnvelopeCard,
  EnvelopeInfo,
  EnvelopeKey,
  JobState,
  JobView,
  KeyDetails,
  KeyList,
  KeyView,
  Preflight,
  ProfileView,
  SessionState,
  SignInSession,
  VaultState,
} from '../../electron/contract/state.ts';

export const error = (
  code: ErrorCode,
  message: string,
  advice = '',
  details: ErrorDetails = {},
): VaultError => ({ code, message, advice, details });

export const arn = (account: string, id: string, region = 'eu-west-1'): string =>
  `arn:aws:kms:${region}:${account}:key/${id}`;

const key = (keyArn: string, change: Partial<KeyView> = {}): KeyView => ({
  arn: keyArn,
  alias: null,
  practice: false,
  description: '',
  known: true,
  unusable: null,
  ...change,
});
export const payroll = key(arn('111122223333', '1234abcd-12ab-34cd-56ef-1234567890ab'), {
  alias: 'payroll',
  description: 'Wages and everything about them',
});
export const contracts = key(arn('111122223333', 'mrk-0f1e2d3c4b5a69788796a5b4c3d2e1f0'), {
  alias: 'legal/contracts-and-other-agreements-signed-since-2019',
});
export const unnamed = key(arn('111122223333', '99887766-5544-3322-1100-ffeeddccbbaa'), { known: false });
export const practiceKey = key(arn('000000000000', 'aaaabbbb-cccc-dddd-eeee-ffff00001111', 'practice-1'), {
  alias: 'practice',
  practice: true,
  description: 'Practice key of Envelope Vault',
});
const retired = key(arn('111122223333', '55555555-5544-3322-1100-ffeeddccbbaa'), {
  alias: 'retired',
  unusable:
    'it is scheduled for deletion on 2026-12-24. After that nobody can ever open files encrypted with it: an ' +
    'administrator must cancel the deletion before that day.',
});
const ofAws = key(arn('111122223333', '66666666-5544-3322-1100-ffeeddccbbaa'), {
  alias: 'aws/s3',
  known: false,
  unusable: 'AWS manages it for one of its own services, and only that service can encrypt with it.',
});

export const keyList = (keys: readonly KeyView[], missing: readonly string[] = []): KeyList => ({
  status: 'ready',
  keys,
  missing,
  more: false,
});

export const profile = (name: string, change: Partial<ProfileView> = {}): ProfileView => ({
  id: `aws:${name}`,
  name,
  kind: 'sso',
  accountId: '111122223333',
  roleName: 'DevRole',
  region: 'eu-west-1',
  leaf: null,
  sessionId: 'session:corp',
  state: { status: 'ready', until: null },
  ...change,
});

/** The time in all samples and previews. */
export const now = Date.parse('2026-11-22T12:00:00Z');
/** A time so many minutes later, as main tells it. */
export const inMinutes = (minutes: number): string => new Date(now + minutes * 60_000).toISOString();

const signInNeeded = { status: 'sign-in' } as const;
const bare = { accountId: null, roleName: null, region: null, sessionId: null };
export const practice = profile('Practice', { ...bare, id: 'practice', kind: 'practice' });
export const awsProfiles: readonly ProfileView[] = [
  profile('corp-dev', { state: { status: 'ready', until: inMinutes(312) } }),
  profile('corp-prod', {
    accountId: '444455556666',
    roleName: 'ReadOnly',
    state: { status: 'not-assigned' },
  }),
  profile('partner', {
    sessionId: 'session:partner-eu',
    accountId: '777788889999',
    roleName: 'Exchange',
    state: signInNeeded,
  }),
  profile('deploy', {
    ...bare,
    kind: 'role',
    leaf: 'static',
    accountId: '111122223333',
    roleName: 'Deploy',
    region: 'us-east-1',
    state: { status: 'mfa' },
  }),
  profile('ci', { ...bare, kind: 'static', region: 'us-east-1' }),
  profile('vault-helper', { ...bare, kind: 'credential-process', state: { status: 'on-use' } }),
  profile('ancient-sso', {
    ...bare,
    kind: 'unusable',
    state: { status: 'unusable', reason: 'its SSO session “legacy” is not in the config file' },
  }),
];

export const signInSession = (name: string, change: Partial<SignInSession> = {}): SignInSession => ({
  id: `session:${name}`,
  name,
  startUrl: `https://${name}.awsapps.com/start`,
  region: 'eu-west-1',
  state: { status: 'signed-out' },
  ...change,
});

export const session = (change: Partial<SessionState> = {}): SessionState => ({
  version: '0.1.0',
  blocked: null,
  profiles: [practice, ...awsProfiles],
  profilesError: null,
  recentProfileIds: [],
  profileId: null,
  identity: { status: 'none' },
  signInSessions: [
    signInSession('corp', { state: { status: 'signed-in', until: inMinutes(312) } }),
    signInSession('partner-eu'),
  ],
  signIns: [],
  mfa: null,
  keys: { status: 'none' },
  keyArn: null,
  keyDetails: null,
  accounts: [],
  encryption: { check: false, sign: false, shareAbove: 100, context: [], escrowKey: null },
  otherKeyArns: [],
  practiceProtection: 'keychain',
  ...change,
});

const yes: Preflight = { answer: 'yes', error: null };
export const denied = error(
  'access-denied',
  'AWS refused. Either you are not allowed to use this key, or the key is not there; AWS does not say which.',
  'Ask an administrator of the account for access to the key, or choose another profile.',
  {
    errorName: 'AccessDeniedException',
    requestId: '5b1c2f0e-77aa-4c3e-9d1f-0a1b2c3d4e5f',
    keyArn: payroll.arn,
    request: `Please allow kms:Decrypt on this AWS KMS key:\n  key: ${payroll.arn}`,
  },
);
export const keyDetails = (change: Partial<KeyDetails> = {}): KeyDetails => ({
  facts: [
    ['Aliases', 'payroll'],
    ['Description', 'Wages and everything about them'],
    ['State', 'Enabled'],
    ['Managed by', 'Your organisation'],
    ['Kind', 'Symmetric (AES-256-GCM)'],
    ['For', 'Encrypt and decrypt'],
    ['Key material', 'Made by AWS KMS'],
    ['Multi-Region', 'No'],
    ['Rotation', 'Every 365 days. It does not affect your envelopes.'],
    ['ARN', payroll.arn],
  ],
  canEncrypt: yes,
  canDecrypt: yes,
  oneWay: false,
  ...change,
});
export const oneWay = keyDetails({ canDecrypt: { answer: 'no', error: denied }, oneWay: true });

export const inPractice: Partial<SessionState> = {
  profileId: 'practice',
  keys: keyList([practiceKey]),
  keyArn: practiceKey.arn,
  keyDetails: keyDetails({ facts: [['Aliases', 'practice']] }),
};
const ssoRole = 'AWSReservedSSO_DevRole_0123456789abcdef';
export const alice: CallerIdentity = {
  accountId: '111122223333',
  arn: `arn:aws:sts::111122223333:assumed-role/${ssoRole}/alice@example.com`,
  userName: 'alice@example.com',
  roleName: ssoRole,
};
export const inCorp: Partial<SessionState> = {
  profileId: 'aws:corp-dev',
  identity: { status: 'known', caller: alice },
  keys: keyList([payroll, contracts, unnamed, retired, ofAws]),
  keyArn: payroll.arn,
  keyDetails: keyDetails(),
};

/** A profile is chosen that needs a sign-in, and no other is there. */
const needed = profile('corp-dev', { state: { status: 'sign-in' } });
export const signedOut: Partial<SessionState> = {
  profiles: [practice, needed],
  profileId: needed.id,
  signInSessions: [signInSession('corp')],
};
export const signedIn = signInSession('corp', { state: { status: 'signed-in', until: null } });

export const vault = (
  sessionChange: Partial<SessionState> = {},
  rest: Partial<Omit<VaultState, 'session'>> = {},
): VaultState => ({ session: session(sessionChange), jobs: [], paused: false, cards: [], ...rest });

export const job = (id: string, name: string, state: JobState, change: Partial<JobView> = {}): JobView => ({
  id,
  kind: 'encrypt',
  name,
  size: 4_200_000_000,
  profileId: 'aws:corp-dev',
  profileName: 'corp-dev',
  accountId: '111122223333',
  caller: null,
  practice: false,
  keyArn: payroll.arn,
  sharedBy: null,
  calls: 0,
  otherKeyArns: [],
  check: false,
  paused: false,
  state,
  ...change,
});

/** How a job ended; `name` is that of the file it made, or of the one in its way. */
export const done = (name: string | null, size = 1): JobState => ({
  status: 'done',
  made: name === null ? null : { name, folder: 'Documents' },
  size,
  requestId: null,
});
export const encrypted = (id: string, name: string, change: Partial<JobView> = {}): JobView =>
  job(id, name, done(`${name}.envelope`, 1_204_512), { size: 1_204_000, ...change });

export const failed = (reason: VaultError, name?: string, madeFrom: string | null = null): JobState => ({
  status: 'failed',
  error: reason,
  taken: name === undefined ? null : { name, madeFrom },
});

export const envelopeKey = (key: KeyView, change: Partial<EnvelopeKey> = {}): EnvelopeKey => ({
  providerId: 'aws-kms',
  name: key.arn,
  accountId: key.arn.split(':')[4] ?? null,
  region: key.arn.split(':')[3] ?? null,
  practice: key.practice,
  ...change,
});

export const info = (change: Partial<EnvelopeInfo> = {}): EnvelopeInfo => ({
  size: 18_240_912,
  contentSize: 18_239_400,
  suiteId: 0x0478,
  suiteName: 'AES-256-GCM, HKDF-SHA512, key commitment',
  committed: true,
  signed: false,
  version: 2,
  frameLength: 1_048_576,
  headerDigest: '00',
  messageId: '7f3c9a1be04d5566a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718',
  keys: [envelopeKey(payroll)],
  context: [],
  practice: false,
  ...change,
});

export const card = (name: string, change: Partial<EnvelopeInfo> = {}): EnvelopeCard => ({
  handle: `card-${name}`,
  name,
  suggestedProfileId: null,
  content: { status: 'ready', info: info(change) },
});
