/**
 * With which profile to open an envelope, and the decision: decrypt it, only check it, or neither.
 *
 * Without key commitment both wait for the person's word for this file, which lasts as long as its card.
 */
import { useState } from 'react';
import type { VerifyRequest } from '../../../electron/contract/api.ts';
import type { EnvelopeInfo, Preflight } from '../../../electron/contract/state.ts';
import { Button } from '../../ui/button.tsx';
import { PersonIcon } from '../../ui/icons.tsx';
import { PickMenu } from '../../ui/pick-menu.tsx';
import { useNow } from '../../use-now.ts';
import { useStore } from '../../use-store.ts';
import { profileSections, stateAt } from '../identity/profiles.ts';
import { NotSignedIn } from '../sign-in/not-signed-in.tsx';
import { CanOpen } from './can-open.tsx';
import type { CardProps } from './card.tsx';
import { profileFor } from './card-profile.ts';
import styles from './envelope.module.css';
import { accountsToAllow } from './envelope-facts.ts';
import { StrangeAccount } from './strange-account.tsx';
import { Uncommitted } from './uncommitted.tsx';

export interface CardActionsProps extends CardProps {
  readonly info: EnvelopeInfo;
}

export function CardActions({ card, session, info }: CardActionsProps) {
  const store = useStore();
  const now = useNow();
  const [pickedId, setPickedId] = useState<string | null>(null);
  const [isAllowed, setAllowed] = useState(false);
  const [busy, setBusy] = useState(false);
  const [asking, setAsking] = useState(false);
  const [answer, setAnswer] = useState<(Preflight & { readonly profileId: string }) | null>(null);
  const profile = profileFor(card, session, pickedId);
  const shown = answer?.profileId === profile?.id ? answer : null;
  const strange = accountsToAllow(info, profile, session);
  const needsSignIn = profile !== null && stateAt(profile, now).status === 'sign-in';
  const ready =
    profile !== null && !needsSignIn && !busy && strange.length === 0 && (info.committed || isAllowed);

  const open = async (call: (request: VerifyRequest) => Promise<unknown>): Promise<void> => {
    if (profile === null) return;
    setBusy(true);
    await call({ handle: card.handle, profileId: profile.id, allowUncommitted: isAllowed });
    setBusy(false);
  };

  const ask = async (): Promise<void> => {
    if (profile === null) return;
    setAsking(true);
    const result = await store.canOpen(card.handle, profile.id);
    setAsking(false);
    setAnswer(result && { profileId: profile.id, ...result.value });
  };

  return (
    <>
      {strange.length > 0 && <StrangeAccount accounts={strange} />}
      {!info.committed && <Uncommitted isAllowed={isAllowed} onChange={setAllowed} />}
      <div className={styles['decision']}>
        <div className={styles['with']}>
          <PickMenu
            label="Decrypt with"
            icon={<PersonIcon />}
            sections={profileSections(session, now)}
            selectedId={profile?.id ?? null}
            placeholder="Choose a profile"
            onPick={setPickedId}
          />
        </div>
        {needsSignIn && <NotSignedIn session={session} profile={profile} />}
        <div className={styles['actions']}>
          <Button look="primary" isDisabled={!ready} onPress={() => open(store.decrypt)}>
            Decrypt
          </Button>
          <Button isDisabled={!ready} onPress={() => open(store.verify)}>
            Check without decrypting
          </Button>
          <Button isDisabled={profile === null || needsSignIn || asking} onPress={ask}>
            Can I open this?
          </Button>
          <Button onPress={() => store.closeCard(card.handle)}>Not now</Button>
        </div>
      </div>
      <div aria-live="polite">{shown !== null && <CanOpen answer={shown} profile={profile} />}</div>
    </>
  );
}
