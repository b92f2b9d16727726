/**
 * Whose keys are used: the menu of practice and every AWS profile. The application menu can open it, too.
 */
import type { SessionState } from '../../../electron/contract/state.ts';
import { PersonIcon } from '../../ui/icons.tsx';
import { PickMenu } from '../../ui/pick-menu.tsx';
import { useNow } from '../../use-now.ts';
import { useSnapshot, useStore } from '../../use-store.ts';
import { profileSections } from './profiles.ts';

export function ProfileMenu({ session }: { readonly session: SessionState }) {
  const store = useStore();
  const now = useNow();
  const isOpen = useSnapshot((it) => it.isProfileMenuOpen);
  const pick = (id: string): void => {
    const profile = session.profiles.find((it) => it.id === id);
    if (profile !== undefined) void store.selectProfile(profile);
  };
  return (
    <PickMenu
      label="Profile"
      icon={<PersonIcon />}
      sections={profileSections(session, now)}
      selectedId={session.profileId}
      placeholder="None chosen"
      onPick={pick}
      isOpen={isOpen}
      onOpenChange={store.setProfileMenuOpen}
    />
  );
}
