/** Which profile an envelope is opened with, and whether that needs a question. */
import type { EnvelopeInfo, EnvelopeKey } from '../contract/state.ts';
import { realmOf } from '../kms/arn.ts';
import { PRACTICE_PROFILE } from './candidates.ts';
import type { PracticePort, Session } from './session.ts';
import { isReady, isUsable } from './session-profiles.ts';
import type { SettingsStore } from './settings.ts';

export interface SuggestParts {
  readonly session: Session;
  readonly settings: SettingsStore;
  readonly practice: PracticePort;
}

/** The id of the profile that used keys there before, else of one whose account it is; null for none. */
export function suggestProfile(info: EnvelopeInfo, { session, settings }: SuggestParts): string | null {
  if (info.practice) return PRACTICE_PROFILE;
  const accounts = info.keys.flatMap(({ accountId }) => accountId ?? []);
  const usable = session.state().profiles.filter(isUsable);
  const used = info.keys.map((key) => profileUsedFor(key, settings));
  const found =
    usable.find(({ id }) => used.includes(id)) ??
    usable.find(({ accountId }) => accountId !== null && accounts.includes(accountId));
  return found?.id ?? null;
}

/** Whether opening `info` with the profile can surprise nobody. */
export async function mayOpenAtOnce(
  info: EnvelopeInfo,
  profileId: string,
  { session, settings, practice }: SuggestParts,
): Promise<boolean> {
  if (!info.committed) return false;
  if (info.practice) {
    // Where the practice keys cannot be read, the card is shown, and decrypting says why.
    const own = await Promise.all(
      info.keys.map(({ name, practice: ours }) => ours && practice.hasKey(name).catch(() => false)),
    );
    return own.includes(true);
  }
  const isUsual = info.keys.every((key) => profileUsedFor(key, settings) === profileId);
  return isUsual && isReady(session.profile(profileId));
}

function profileUsedFor({ name }: EnvelopeKey, settings: SettingsStore): string | undefined {
  const realm = realmOf(name);
  return realm === null ? undefined : settings.get().realms[realm];
}
