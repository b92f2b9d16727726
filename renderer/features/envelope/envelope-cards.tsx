/**
 * The envelopes that are open as cards, one under the other.
 */
import type { SessionState } from '../../../electron/contract/state.ts';
import { ArrivingSection } from '../../ui/arriving-section.tsx';
import { useCards } from '../../use-store.ts';
import { Card } from './card.tsx';
import styles from './envelope.module.css';

export function EnvelopeCards({ session }: { readonly session: SessionState }) {
  const cards = useCards();
  if (cards.length === 0) return null;
  return (
    <ArrivingSection label="Envelopes" className={styles['cards']}>
      {cards.map((card) => (
        <Card key={card.handle} card={card} session={session} />
      ))}
    </ArrivingSection>
  );
}
