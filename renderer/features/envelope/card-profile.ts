/**
 * Which profile opens an envelope: pure choices.
 */
import type { EnvelopeCard, ProfileView, SessionState } from '../../../electron/contract/state.ts';
import { isUsable } from '../identity/profiles.ts';

const usable = (session: SessionState, id: string | null): ProfileView | null =>
  session.profiles.find((profile) => profile.id === id && isUsable(profile)) ?? null;

/** What the person picked, else what main suggests for the envelope's account, else the selected profile. */
export const profileFor = (
  card: EnvelopeCard,
  session: SessionState,
  pickedId: string | null,
): ProfileView | null =>
  usable(session, pickedId) ?? usable(session, card.suggestedProfileId) ?? usable(session, session.profileId);
