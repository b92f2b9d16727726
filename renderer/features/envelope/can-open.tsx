/**
 * The answer to "Can I open this?", which AWS was asked without opening anything.
 */
import type { Preflight, ProfileView } from '../../../electron/contract/state.ts';
import { printable } from '../../format.ts';
import { type Tone, ToneIcon } from '../../ui/tone-icon.tsx';
import { ErrorText } from '../errors/error-text.tsx';
import styles from './envelope.module.css';

const answers: Readonly<Record<Preflight['answer'], { readonly words: string; readonly tone: Tone }>> = {
  yes: { words: 'Yes, you can open it', tone: 'good' },
  no: { words: 'No, you cannot open it', tone: 'bad' },
  unknown: { words: 'It is not known whether you can open it', tone: 'soft' },
};

export interface CanOpenProps {
  readonly answer: Preflight;
  readonly profile: ProfileView | null;
}

export function CanOpen({ answer, profile }: CanOpenProps) {
  const { words, tone } = answers[answer.answer];
  const by = profile === null ? '' : ` with ${printable(profile.name)}`;
  return (
    <div className={styles['answer']} data-tone={tone}>
      <ToneIcon tone={tone} />
      <div>
        <p>{`${words}${by}.`}</p>
        {answer.error !== null && <ErrorText error={answer.error} />}
      </div>
    </div>
  );
}
