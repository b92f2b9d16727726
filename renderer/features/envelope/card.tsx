/**
 * One envelope before it is opened: what it says about itself, read offline, and the choice what to do with it.
 */
import { useId } from 'react';
import type { EnvelopeCard, SessionState } from '../../../electron/contract/state.ts';
import { printable } from '../../format.ts';
import { Button } from '../../ui/button.tsx';
import { ErrorIcon } from '../../ui/icons.tsx';
import { SealedEnvelope } from '../../ui/illustration.tsx';
import { useStore } from '../../use-store.ts';
import { ErrorText } from '../errors/error-text.tsx';
import { CardActions } from './card-actions.tsx';
import { CardFacts } from './card-facts.tsx';
import styles from './envelope.module.css';

export interface CardProps {
  readonly card: EnvelopeCard;
  readonly session: SessionState;
}

export function Card({ card, session }: CardProps) {
  const store = useStore();
  const title = useId();
  const { content } = card;
  return (
    <article className={styles['card']} aria-labelledby={title}>
      <header className={styles['head']}>
        <span className={styles['icon']} data-failed={content.status === 'failed' || undefined}>
          {content.status === 'failed' ? <ErrorIcon /> : <SealedEnvelope practice={content.info.practice} />}
        </span>
        <h2 id={title} className={styles['name']}>
          <bdi>{printable(card.name)}</bdi>
        </h2>
        {content.status === 'ready' && (
          <p className={styles['tags']}>
            {content.info.practice && <span data-tone="amber">Practice – not protected by AWS</span>}
            <span>Unverified until opened</span>
          </p>
        )}
      </header>
      {content.status === 'ready' ? (
        <>
          <CardFacts info={content.info} />
          <CardActions card={card} session={session} info={content.info} />
        </>
      ) : (
        <div className={styles['failed']}>
          <ErrorText error={content.error} aboutFile />
          <div>
            <Button onPress={() => store.closeCard(card.handle)}>Not now</Button>
          </div>
        </div>
      )}
    </article>
  );
}
