/**
 * With which profile to decrypt, and the decision.
 */
import { useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { PersonIcon } from '../../ui/icons.tsx';
import { PickMenu } from '../../ui/pick-menu.tsx';
import { useStore } from '../../use-store.ts';
import { profileSections } from '../identity/profiles.ts';
import type { CardProps } from './card.tsx';
import { profileFor } from './card-profile.ts';
import styles from './envelope.module.css';

export function CardActions({ card, session }: CardProps) {
  const store = useStore();
  const [pickedId, setPickedId] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const profile = profileFor(card, session, pickedId);

  const decrypt = async (profileId: string): Promise<void> => {
    setBusy(true);
    await store.decrypt(card.handle, profileId);
    setBusy(false);
  };

  return (
    <div className={styles['decision']}>
      <div className={styles['with']}>
        <PickMenu
          label="Decrypt with"
          icon={<PersonIcon />}
          sections={profileSections(session.profiles)}
          selectedId={profile?.id ?? null}
          placeholder="Choose a profile"
          onPick={setPickedId}
        />
      </div>
      <div className={styles['actions']}>
        <Button
          look="primary"
          isDisabled={profile === null || busy}
          onPress={() => profile !== null && decrypt(profile.id)}
        >
          Decrypt
        </Button>
        <Button onPress={() => store.closeCard(card.handle)}>Not now</Button>
      </div>
    </div>
  );
}
