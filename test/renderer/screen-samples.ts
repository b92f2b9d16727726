/**
 * Jobs, envelopes, files and errors for the screens: long names, all stages, all kinds of ends.
 */
import type { FileRef, JobView } from '../../electron/contract/state.ts';
import {
  arn,
  card,
  contracts,
  done,
  encrypted,
  envelopeKey,
  error,
  failed,
  job,
  payroll,
  practiceKey,
} from './samples.ts';

export const longName =
  'Minutes of the extraordinary general meeting of the supervisory board, 2026-03-14, final (signed, v12) – for_counsel_only_do_not_forward.pdf';

export const expired = error(
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
  'A file with the name of the result is already there. It was not replaced.',
  'Move or rename the other file, or put the result elsewhere.',
  { file: 'report.pdf' },
);
const tampered = error(
  'tampered',
  'Not decrypted: the file changed after it was encrypted (frame 212). Nothing was saved.',
  'Get another copy of the envelope.',
);

const opening = { kind: 'decrypt', keyArn: null } as const;
const checking = { kind: 'verify', keyArn: null } as const;

export const mixed: readonly JobView[] = [
  encrypted('1', 'salaries-2026.xlsx'),
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
    { ...opening, size: 412_000 },
  ),
  job('5', 'holiday.mov', { status: 'queued' }),
];

/** A large drop that shares a data key, and files with one each while AWS throttles. */
export const bulk: readonly JobView[] = [
  encrypted('1', 'salaries-2026.xlsx', { sharedBy: 240, calls: 1 }),
  encrypted('2', longName, { sharedBy: 240 }),
  job(
    '3',
    'backup.tar',
    { status: 'running', stage: 'throttled', done: 0, total: 4_200_000_000 },
    { size: 4_200_000_000, calls: 7 },
  ),
  job('4', 'holiday.mov', { status: 'queued' }, { sharedBy: 240 }),
];

export const failures: readonly JobView[] = [
  job('1', 'report.pdf', failed(taken, 'report.pdf.envelope'), { size: 96_000 }),
  job('2', longName, failed(denied), { size: 2_400_000, keyArn: contracts.arn }),
  job('3', 'q3.zip.envelope', failed(tampered), { ...opening, size: 730_000_000 }),
  job('4', 'old.iso', { status: 'cancelled' }),
];

/** One held by itself, one that goes on, one that is read back, envelopes that were only checked. */
export const paused: readonly JobView[] = [
  job(
    '1',
    'backup.tar',
    { status: 'running', stage: 'encrypting', done: 3_100_000_000, total: 4_200_000_000 },
    { paused: true },
  ),
  job(
    '2',
    longName,
    { status: 'running', stage: 'checking', done: 310_000_000, total: 420_000_000 },
    { check: true, size: 420_000_000 },
  ),
  job('3', 'holiday.mov', { status: 'queued' }),
  encrypted('4', 'salaries-2026.xlsx', { check: true }),
  job('5', 'archive-2019.tar.envelope', done(null, 3_400_000_000), { ...checking, size: 3_400_800_000 }),
  job('6', 'q3.zip.envelope', failed(tampered), { ...checking, size: 730_000_000 }),
];

/** Names that are taken: by anybody's file, and by a result of this list with a name as long as names get. */
export const conflicts: readonly JobView[] = [
  encrypted('1', 'report.pdf'),
  job('2', 'plan.txt.envelope', failed(taken, 'plan.txt'), { ...opening, size: 96_000 }),
  job('3', `${longName}.ENVELOPE`, failed(taken, longName, `${longName}.envelope`), {
    ...opening,
    size: 96_000,
  }),
  job('4', 'notes', failed(taken), { size: 1_000 }),
];

export const many = Array.from({ length: 250 }, (_, i) =>
  i % 50 === 7
    ? job(`m${i}`, `photo-${i}.jpg`, failed(denied), { size: 4_000_000 })
    : encrypted(`m${i}`, `photo-${i}.jpg`, { size: 4_000_000 }),
);

export const file = (name: string, kind: FileRef['kind'] = 'file', size = 96_000): FileRef => ({
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

export const plainCard = {
  ...card('payroll-march.csv.envelope', { context }),
  suggestedProfileId: 'aws:corp-dev',
};
export const practiceCard = {
  ...card('try me.txt.envelope', {
    practice: true,
    keys: [envelopeKey(practiceKey)],
    contentSize: 812,
    size: 1_544,
  }),
  suggestedProfileId: 'practice',
};
export const foreignCard = card(`${longName}.envelope`, {
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
/** Unlike any other card it asks for a word, and it is short enough to see all of it. */
export const uncommittedCard = {
  ...card('ledger-2014.csv.envelope', {
    committed: false,
    suiteId: 0x0178,
    suiteName: 'AES_256_GCM_IV12_TAG16_HKDF_SHA256',
    version: 1,
  }),
  suggestedProfileId: 'aws:corp-dev',
};
/** Of an account that is nobody's here. */
export const strangeCard = card('offer.pdf.envelope', {
  keys: [envelopeKey({ ...payroll, arn: arn('222233334444', '5678abcd-12ab-34cd-56ef-1234567890ab') })],
});
export const brokenCard = {
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
