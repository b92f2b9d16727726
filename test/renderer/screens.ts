/**
 * Every screen and state worth looking at, as the state of main that produces it.
 */
import type { VaultState } from '../../electron/contract/state.ts';
import type { FakeScript } from './fake-vault.ts';
import { identityScreens } from './identity-screens.ts';
import {
  alice,
  arn,
  contracts,
  denied,
  encrypted,
  error,
  inCorp,
  inPractice,
  keyDetails,
  keyList,
  oneWay,
  practice,
  practiceKey,
  profile,
  unnamed,
  vault,
} from './samples.ts';
import {
  brokenCard,
  bulk,
  conflicts,
  expired,
  failures,
  file,
  foreignCard,
  longName,
  many,
  mixed,
  paused,
  plainCard,
  practiceCard,
  strangeCard,
  uncommittedCard,
} from './screen-samples.ts';

/** What `chosen` has is chosen right after opening. */
export interface Screen extends Partial<Omit<FakeScript, 'state'>> {
  readonly name: string;
  readonly state: VaultState;
  /** Names of buttons to press before looking, one after the other, e.g. a menu. */
  readonly press?: RegExp | readonly RegExp[];
  /** Name of a checkbox to tick before looking. */
  readonly tick?: string;
  /** Drag files over the window before looking. */
  readonly drag?: boolean;
}

const pairs = [
  ['department', 'payroll'],
  ['purpose', 'salaries of 2026, for the auditors of the northern branch'],
] as const;

const withOthers = {
  ...inCorp,
  otherKeyArns: [contracts.arn, arn('444455556666', '5678abcd-12ab-34cd-56ef-1234567890ab', 'us-east-1')],
  encryption: {
    check: false,
    sign: false,
    context: [],
    shareAbove: 100,
    escrowKey: arn('999988887777', 'mrk-00112233445566778899aabbccddeeff'),
  },
};
const withMore = mixed.map((one) => ({
  ...one,
  otherKeyArns: one.kind === 'encrypt' ? [contracts.arn] : [],
}));

export const screens: readonly Screen[] = [
  ...identityScreens,
  { name: 'welcome', state: vault() },
  {
    name: 'welcome-no-aws',
    state: vault({ profiles: [practice], signInSessions: [], practiceProtection: 'file' }),
  },
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
  { name: 'key-menu', state: vault(inCorp), press: /^Key:/ },
  {
    name: 'encryption-context',
    state: vault({
      ...inCorp,
      encryption: { check: false, sign: false, shareAbove: 100, context: pairs, escrowKey: null },
    }),
    press: /^Encryption context/,
  },
  { name: 'key-details', state: vault(inCorp), press: /^Key details/ },
  { name: 'key-another', state: vault(inCorp), press: /^Another key/ },
  { name: 'key-asking', state: vault({ ...inCorp, keyDetails: null }) },
  { name: 'key-one-way', state: vault({ ...inCorp, keyDetails: oneWay }), chosen: [file('report.pdf')] },
  { name: 'key-why-not', state: vault({ ...inCorp, keyDetails: oneWay }), press: /^Why not/ },
  {
    name: 'key-unknown',
    state: vault({
      ...inCorp,
      keyArn: unnamed.arn,
      keyDetails: keyDetails({ canDecrypt: { answer: 'unknown', error: expired } }),
    }),
  },
  {
    name: 'keys-not-permitted',
    state: vault({
      ...inCorp,
      keyArn: null,
      keyDetails: null,
      keys: keyList([], ['kms:ListAliases', 'kms:ListKeys']),
    }),
  },
  { name: 'other-keys', state: vault(inCorp), press: /^Also openable/ },
  { name: 'other-keys-chosen', state: vault(withOthers, { jobs: withMore }), press: /^Also openable/ },
  { name: 'other-keys-hero', state: vault(withOthers) },
  { name: 'practice-empty', state: vault(inPractice) },
  { name: 'practice-in-file', state: vault({ ...inPractice, practiceProtection: 'file' }) },
  {
    name: 'practice-jobs',
    state: vault(inPractice, {
      jobs: [
        encrypted('1', 'try me.txt', { practice: true, profileName: 'Practice', keyArn: practiceKey.arn }),
      ],
    }),
  },
  { name: 'corp-empty', state: vault(inCorp) },
  { name: 'corp-no-key', state: vault({ ...inCorp, keyArn: null, keyDetails: null }) },
  {
    name: 'keys-loading',
    state: vault({ ...inCorp, keyArn: null, keyDetails: null, keys: { status: 'loading' } }),
  },
  {
    name: 'keys-failed',
    state: vault({
      ...inCorp,
      keyArn: null,
      profileId: 'aws:ci',
      identity: { status: 'known', caller: { ...alice, roleName: null, userName: 'ci-bot' } },
      keys: { status: 'failed', error: denied },
    }),
  },
  { name: 'keys-empty', state: vault({ ...inCorp, keyArn: null, keyDetails: null, keys: keyList([]) }) },
  {
    name: 'waiting-for-key',
    state: vault({ ...inCorp, keyArn: null, keyDetails: null }),
    chosen: ['a.pdf', 'b.pdf', longName, 'd.txt', 'e.txt', 'f.txt', 'g.txt'].map((name) => file(name)),
  },
  {
    name: 'refused',
    state: vault(inCorp),
    chosen: [file('Photos of the summer party', 'folder', 0), file('pipe', 'other', 0)],
  },
  { name: 'jobs-running', state: vault(inCorp, { jobs: mixed }) },
  { name: 'jobs-bulk', state: vault(inCorp, { jobs: bulk }) },
  { name: 'jobs-failed', state: vault(inCorp, { jobs: failures }) },
  { name: 'jobs-failed-details', state: vault(inCorp, { jobs: failures.slice(1, 2) }), press: /^Details/ },
  { name: 'jobs-paused', state: vault(inCorp, { jobs: paused }) },
  { name: 'jobs-all-paused', state: vault(inCorp, { jobs: mixed, paused: true }) },
  { name: 'jobs-conflicts', state: vault(inCorp, { jobs: conflicts }) },
  { name: 'jobs-replace', state: vault(inCorp, { jobs: conflicts }), press: /^Replace the other file/ },
  { name: 'jobs-many', state: vault(inCorp, { jobs: many }) },
  { name: 'card', state: vault(inCorp, { cards: [plainCard] }) },
  { name: 'card-can-open', state: vault(inCorp, { cards: [plainCard] }), press: /^Can I open this/ },
  {
    name: 'card-cannot-open',
    state: vault(inCorp, { cards: [plainCard] }),
    canOpen: { answer: 'no', error: denied },
    press: /^Can I open this/,
  },
  { name: 'card-nothing-chosen', state: vault({}, { cards: [foreignCard] }) },
  { name: 'card-uncommitted', state: vault(inCorp, { cards: [uncommittedCard] }) },
  {
    name: 'card-uncommitted-allowed',
    state: vault(inCorp, { cards: [uncommittedCard] }),
    tick: 'Allow for this file',
  },
  { name: 'card-strange-account', state: vault(inCorp, { cards: [strangeCard] }) },
  { name: 'options', state: vault(inCorp), press: /^Options/ },
  {
    name: 'options-on',
    state: vault(
      { ...inCorp, encryption: { check: true, sign: true, shareAbove: 100, context: [], escrowKey: null } },
      { jobs: mixed },
    ),
    press: /^Options/,
  },
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
