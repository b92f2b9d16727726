/**
 * Every screen and state worth looking at, as the state of main that produces it.
 */
import type { FileRef, JobView, VaultState } from '../../electron/contract/state.ts';
import {
  card,
  contracts,
  envelopeKey,
  error,
  inCorp,
  inPractice,
  job,
  payroll,
  practice,
  practiceKey,
  profile,
  vault,
} from './samples.ts';

export interface Screen {
  readonly name: string;
  readonly state: VaultState;
  /** Chosen right after opening. */
  readonly chosen?: readonly FileRef[];
  /** Name of a button to press before looking, e.g. a menu. */
  readonly press?: RegExp;
  /** Drag files over the window before looking. */
  readonly drag?: boolean;
}

const longName =
  'Minutes of the extraordinary general meeting of the supervisory board, 2026-03-14, final (signed, v12) – for_counsel_only_do_not_forward.pdf';

const expired = error(
  'sign-in-needed',
  'Your sign-in for corp-prod has ended.',
  'Run “aws sso login --sso-session corp” in a terminal, then try again.',
  { errorName: 'ExpiredTokenException' },
);
const denied = error(
  'access-denied',
  'AWS refused. Either your role lacks kms:GenerateDataKey on this key, or the key isn’t there; AWS doesn’t say which.',
  'Ask an administrator for access, or try another profile.',
  {
    errorName: 'AccessDeniedException',
    requestId: '5b1c2f0e-77aa-4c3e-9d1f-0a1b2c3d4e5f',
    keyArn: payroll.arn,
    attempts: 1,
    file: longName,
  },
);
const taken = error(
  'target-exists',
  'There is already a file named “report.pdf.envelope” here.',
  'Keep both to give the new one another name.',
  { file: 'report.pdf' },
);
const tampered = error(
  'tampered',
  'Not decrypted: the file changed after it was encrypted (frame 212). Nothing was saved.',
  'Get another copy of the envelope.',
);

const done = (id: string, name: string, change: Partial<JobView> = {}): JobView =>
  job(
    id,
    name,
    { status: 'done', output: `${name}.envelope`, folder: 'Documents', size: 1_204_512, requestId: null },
    {
      size: 1_204_000,
      ...change,
    },
  );

const mixed: readonly JobView[] = [
  done('1', 'salaries-2026.xlsx'),
  job('2', 'backup.tar', {
    status: 'running',
    stage: 'encrypting',
    done: 3_100_000_000,
    total: 4_200_000_000,
  }),
  job(
    '3',
    'scan.tiff',
    { status: 'running', stage: 'waiting-for-key', done: 0, total: 88_000_000 },
    { size: 88_000_000 },
  ),
  job(
    '4',
    'contract.docx.envelope',
    { status: 'running', stage: 'finishing', done: 412_000, total: 412_000 },
    { kind: 'decrypt', size: 412_000 },
  ),
  job('5', 'holiday.mov', { status: 'queued' }),
];

const failures: readonly JobView[] = [
  job('1', 'report.pdf', { status: 'failed', error: taken }, { size: 96_000 }),
  job('2', longName, { status: 'failed', error: denied }, { size: 2_400_000, keyArn: contracts.arn }),
  job(
    '3',
    'q3.zip.envelope',
    { status: 'failed', error: tampered },
    { kind: 'decrypt', size: 730_000_000, keyArn: null },
  ),
  job('4', 'old.iso', { status: 'cancelled' }),
];

const many = Array.from({ length: 250 }, (_, i) =>
  i % 50 === 7
    ? job(`m${i}`, `photo-${i}.jpg`, { status: 'failed', error: denied }, { size: 4_000_000 })
    : done(`m${i}`, `photo-${i}.jpg`, { size: 4_000_000 }),
);

const file = (name: string, kind: FileRef['kind'] = 'file', size = 96_000): FileRef => ({
  handle: `h-${name}`,
  name,
  size,
  kind,
});

const context = [
  ['department', 'Human resources'],
  ['purpose', 'Payroll run of March 2026, including the correction for February'],
  ['aws-crypto-public-key', 'A8tPb1qkqHn0q3Y1gI5f8s1x6WZr2v1tq8gOa0c1fJq6b3Y0T9+W9kq1s0C1G5d5Tg=='],
] as const;

const plainCard = { ...card('payroll-march.csv.envelope', { context }), suggestedProfileId: 'aws:corp-dev' };
const practiceCard = {
  ...card('try me.txt.envelope', {
    practice: true,
    keys: [envelopeKey(practiceKey)],
    contentSize: 812,
    size: 1_544,
  }),
  suggestedProfileId: 'practice',
};
const foreignCard = card(`${longName}.envelope`, {
  signed: true,
  committed: false,
  suiteId: 0x0378,
  suiteName: 'AES-256-GCM, HKDF-SHA384, ECDSA P-384',
  version: 1,
  contentSize: null,
  keys: [
    envelopeKey(contracts),
    envelopeKey(payroll),
    envelopeKey(payroll, {
      providerId: 'my raw keyring',
      name: 'backup key 3',
      accountId: null,
      region: null,
    }),
  ],
  context,
});
const brokenCard = {
  handle: 'broken',
  name: 'invoice.pdf.envelope',
  suggestedProfileId: null,
  content: {
    status: 'failed' as const,
    error: error(
      'not-an-envelope',
      'Named .envelope, but it isn’t one (looks like a ZIP).',
      'Ask the sender for the envelope itself.',
      { file: 'invoice.pdf.envelope' },
    ),
  },
};

export const screens: readonly Screen[] = [
  { name: 'welcome', state: vault() },
  { name: 'welcome-no-aws', state: vault({ profiles: [practice], practiceProtection: 'file' }) },
  {
    name: 'welcome-config-broken',
    state: vault({
      profiles: [practice],
      profilesError: error(
        'config-broken',
        'Line 12 of the AWS config file is not a section, a setting or a comment.',
        'Correct ~/.aws/config, then read the profiles again. Practice works meanwhile.',
        { errorName: 'ParseError' },
      ),
    }),
  },
  { name: 'welcome-waiting', state: vault(), chosen: [file('report.pdf'), file(longName)] },
  { name: 'profile-menu', state: vault(inCorp), press: /^Profile/ },
  { name: 'key-menu', state: vault(inCorp), press: /^Key/ },
  { name: 'practice-empty', state: vault(inPractice) },
  { name: 'practice-in-file', state: vault({ ...inPractice, practiceProtection: 'file' }) },
  {
    name: 'practice-jobs',
    state: vault(inPractice, {
      jobs: [done('1', 'try me.txt', { practice: true, profileName: 'Practice', keyArn: practiceKey.arn })],
    }),
  },
  { name: 'corp-empty', state: vault(inCorp) },
  { name: 'corp-no-key', state: vault({ ...inCorp, keyArn: null }) },
  { name: 'keys-loading', state: vault({ ...inCorp, keyArn: null, keys: { status: 'loading' } }) },
  {
    name: 'keys-failed',
    state: vault({
      ...inCorp,
      keyArn: null,
      profileId: 'aws:corp-prod',
      keys: { status: 'failed', error: expired },
    }),
  },
  { name: 'keys-empty', state: vault({ ...inCorp, keyArn: null, keys: { status: 'ready', keys: [] } }) },
  {
    name: 'waiting-for-key',
    state: vault({ ...inCorp, keyArn: null }),
    chosen: ['a.pdf', 'b.pdf', longName, 'd.txt', 'e.txt', 'f.txt', 'g.txt'].map((name) => file(name)),
  },
  {
    name: 'refused',
    state: vault(inCorp),
    chosen: [file('Photos of the summer party', 'folder', 0), file('pipe', 'other', 0)],
  },
  { name: 'jobs-running', state: vault(inCorp, { jobs: mixed }) },
  { name: 'jobs-failed', state: vault(inCorp, { jobs: failures }) },
  { name: 'jobs-failed-details', state: vault(inCorp, { jobs: failures.slice(1, 2) }), press: /^Details/ },
  { name: 'jobs-many', state: vault(inCorp, { jobs: many }) },
  { name: 'card', state: vault(inCorp, { cards: [plainCard] }) },
  { name: 'card-nothing-chosen', state: vault({}, { cards: [foreignCard] }) },
  { name: 'card-practice', state: vault(inPractice, { cards: [practiceCard] }) },
  {
    name: 'cards-and-jobs',
    state: vault(inCorp, { cards: [foreignCard, brokenCard], jobs: mixed.slice(0, 3) }),
  },
  { name: 'card-failed', state: vault(inCorp, { cards: [brokenCard] }) },
  { name: 'dragging', state: vault(inCorp, { jobs: mixed.slice(0, 2) }), drag: true },
  {
    name: 'long-names',
    state: vault({
      ...inCorp,
      profiles: [practice, profile('department-of-redundancy-department-production-administrators-europe')],
      profileId: 'aws:department-of-redundancy-department-production-administrators-europe',
      keyArn: contracts.arn,
    }),
  },
  {
    name: 'blocked',
    state: vault({
      blocked: error(
        'self-test-failed',
        'The cryptography on this computer gave a wrong answer in the self-test.',
        'Reinstall the program. If that does not help, report it with the details below.',
        { errorName: 'KnownAnswerMismatch' },
      ),
    }),
  },
];
