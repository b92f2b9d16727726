/**
 * What an envelope says about itself, as lines of words. Pure.
 */
import type {
  EnvelopeInfo,
  EnvelopeKey,
  ProfileView,
  SessionState,
} from '../../../electron/contract/state.ts';
import { formatBytes, printable, shortArn } from '../../format.ts';

export type Line = readonly [term: string, description: string];

export const factLines = (info: EnvelopeInfo): readonly Line[] => [
  [
    'Content',
    info.contentSize === null
      ? `Size known only after decrypting (the envelope has ${formatBytes(info.size)})`
      : formatBytes(info.contentSize),
  ],
  ['Key commitment', info.committed ? 'Yes' : 'No, made by an older tool'],
  ['Signed', info.signed ? 'Yes, checked when it is opened' : 'No'],
  ['Algorithm suite', `${info.suiteName} (0x${info.suiteId.toString(16).toUpperCase().padStart(4, '0')})`],
  ['Format', `Version ${info.version}, ${frames(info.frameLength)}`],
  ['Message id', printable(info.messageId)],
];

const frames = (frameLength: number | null): string =>
  frameLength === null ? 'one piece' : `frames of ${formatBytes(frameLength)}`;

/** The key in a few words: `Practice key`, or account and region where the envelope tells them. */
export function keyPlace(key: EnvelopeKey): string {
  if (key.practice) return 'Practice key, on the computer that made it';
  if (key.providerId !== 'aws-kms') return `Not an AWS KMS key (${printable(key.providerId)})`;
  return shortArn(key.name);
}

/** The accounts of which one must be allowed before `profile` may open the envelope; none where it may. */
export function accountsToAllow(
  { keys }: EnvelopeInfo,
  profile: ProfileView | null,
  { accounts }: SessionState,
): readonly string[] {
  if (profile === null || profile.kind === 'practice') return [];
  const needed = keys.flatMap((key) => (key.practice ? [] : (key.accountId ?? [])));
  const isAllowed = needed.some((account) => account === profile.accountId || accounts.includes(account));
  return isAllowed ? [] : [...new Set(needed)];
}
