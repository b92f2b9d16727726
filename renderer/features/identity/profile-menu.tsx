/**
 * Whose keys are used: the menu of practice and every AWS profile.
 */
import type { SessionState } from '../../../electron/contract/state.ts';
import { PersonIcon } from '../../ui/icons.tsx';
import { PickMenu } from '../../ui/pick-menu.tsx';
import { useStore } from '../../use-store.ts';
import { profileSections } from './profiles.ts';

export function ProfileMenu({ session }: { readonly session: SessionState }) {
  const store = useStore();
  const pick = (id: string): void => {
    const profile = session.profiles.find((it) => it.id === id);
    if (profile !== undefined) void store.selectProfile(profile);
  };
  return (
    <PickMenu
      label="Profile"
      icon={<PersonIcon />}
      sections={profileSections(session)}
      selectedId={session.profileId}
      placeholder="None chosen"
      onPick={pick}
    />
  );
}
