/**
 * What is known of a KMS key, in words for people: why it cannot encrypt files, and everything else worth knowing.
 *
 * Only an enabled, symmetric key of a customer's can make data keys. What a service leaves out is not held against a key.
 */
import type { KeyDetails, KeyList, KeyView } from '../contract/keys.ts';
import { isPracticeArn } from '../kms/arn.ts';
import type { KeyFacts, KeyRotation, KmsKey, ListedKeys } from '../kms/port.ts';
import { day } from './explain.ts';

export interface Examination extends Pick<KeyDetails, 'canEncrypt' | 'canDecrypt'> {
  /** null where it is not known. */
  readonly rotation: KeyRotation | null;
}

type Words = Readonly<Record<string, string>>;

const badStates: Words = {
  Disabled: 'it is switched off; an administrator can switch it on.',
  PendingImport: 'its key material has not been imported, or has expired.',
  PendingReplicaDeletion: 'it is scheduled for deletion, and waits for its replicas to be deleted.',
  Unavailable: 'the key store that it is in cannot be reached.',
  Creating: 'it is still being made.',
  Updating: 'its primary Region is being changed; try again in a minute.',
};
const badUsages: Words = {
  SIGN_VERIFY: 'it is for signing.',
  GENERATE_VERIFY_MAC: 'it is for message authentication codes.',
  KEY_AGREEMENT: 'it is for agreeing on shared secrets.',
  ENCAPSULATE_DECAPSULATE: 'it is for agreeing on shared secrets.',
};

/** Why no file can be encrypted with a key; null where nothing is known against it. Ends with a full stop. */
export function whyUnusable({ aliases, facts }: KmsKey): string | null {
  if (facts?.manager === 'AWS' || aliases.some((alias) => alias.startsWith('aws/')))
    return 'AWS manages it for one of its own services, and only that service can encrypt with it.';
  if (facts === null) return null;
  const { state, usage, spec } = facts;
  if (usage !== null && usage !== 'ENCRYPT_DECRYPT') return badUsages[usage] ?? `it is for ${usage}.`;
  if (spec !== null && spec !== 'SYMMETRIC_DEFAULT') return 'it is asymmetric, and makes no data keys.';
  if (state === 'PendingDeletion') return deletionWords(facts);
  if (state !== null && state !== 'Enabled') return badStates[state] ?? `its state is ${state}.`;
  return null;
}

const deletionWords = ({ deletionDate }: KeyFacts): string =>
  `it is scheduled for deletion${deletionDate === null ? '' : ` on ${day(deletionDate)}`}. After that nobody can ever ` +
  'open files encrypted with it: an administrator must cancel the deletion before that day.';

export function keyView(key: KmsKey): KeyView {
  const { arn, aliases, facts } = key;
  return {
    arn,
    alias: aliases[0] ?? null,
    practice: isPracticeArn(arn),
    description: facts?.description ?? '',
    known: facts !== null,
    unusable: whyUnusable(key),
  };
}

/** A list as the window shows it. */
export function keyListView({ keys, denied, more }: ListedKeys): Extract<KeyList, { status: 'ready' }> {
  const views = keys.map(keyView);
  const [usable, unusable] = [
    views.filter((key) => key.unusable === null),
    views.filter((key) => key.unusable !== null),
  ];
  return { status: 'ready', keys: [...usable, ...unusable], missing: denied, more };
}

/** What the window shows of the chosen key. */
export const keyDetails = (key: KmsKey, { rotation, ...can }: Examination): KeyDetails => ({
  facts: keyFacts(key, rotation),
  ...can,
  oneWay: can.canEncrypt.answer !== 'no' && can.canDecrypt.answer === 'no',
});

const states: Words = {
  Enabled: 'Enabled',
  Disabled: 'Switched off',
  PendingDeletion: 'Scheduled for deletion',
};
const specs: Words = { SYMMETRIC_DEFAULT: 'Symmetric (AES-256-GCM)' };
const usages: Words = { ENCRYPT_DECRYPT: 'Encrypt and decrypt' };
const managers: Words = { CUSTOMER: 'Your organisation', AWS: 'AWS' };
const origins: Words = {
  AWS_KMS: 'Made by AWS KMS',
  EXTERNAL: 'Imported into AWS KMS',
  AWS_CLOUDHSM: 'Made in a CloudHSM cluster',
  EXTERNAL_KEY_STORE: 'Kept outside of AWS, in an external key store',
};
const regions: Words = { PRIMARY: 'Primary key', REPLICA: 'Replica' };
const NOT_TOLD = 'Not known';

/** Names and values, to be shown one under the other; `rotation` is null where it is not known. */
export function keyFacts(
  { arn, aliases, facts }: KmsKey,
  rotation: KeyRotation | null,
): readonly (readonly [name: string, value: string])[] {
  const words = (table: Words, word: string | null): string =>
    word === null ? NOT_TOLD : (table[word] ?? word);
  const ofKey: readonly (readonly [string, string])[] =
    facts === null
      ? [['State', `${NOT_TOLD}: this profile may not describe the key (kms:DescribeKey)`]]
      : isPracticeArn(arn)
        ? [
            ['Description', facts.description],
            ['State', words(states, facts.state)],
            ['Kept', 'On this computer, for practice: not protected by AWS'],
          ]
        : [
            ['Description', facts.description],
            ['State', words(states, facts.state)],
            ['Deletion date', facts.deletionDate === null ? '' : day(facts.deletionDate)],
            ['Managed by', words(managers, facts.manager)],
            ['Kind', words(specs, facts.spec)],
            ['For', words(usages, facts.usage)],
            ['Key material', words(origins, facts.origin)],
            ['Multi-Region', facts.multiRegion === null ? 'No' : words(regions, facts.multiRegion)],
          ];
  const rows = [
    ['Aliases', aliases.join(', ')],
    ...ofKey,
    ['Rotation', rotationWords(rotation)],
    ['ARN', arn],
  ];
  return rows.map(([name = '', value = '']) => [name, value] as const).filter(([, value]) => value !== '');
}

function rotationWords(rotation: KeyRotation | null): string {
  if (rotation === null) return NOT_TOLD;
  if (!rotation.enabled) return 'Not automatic';
  const often = rotation.periodDays === null ? 'Automatic' : `Every ${rotation.periodDays} days`;
  return `${often}. It does not affect your envelopes.`;
}
