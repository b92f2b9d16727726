/**
 * A picture for how things stand, beside the words that say so.
 */
import { DoneIcon, ErrorIcon, UnknownIcon } from './icons.tsx';

export type Tone = 'good' | 'soft' | 'bad';

export function ToneIcon({ tone }: { readonly tone: Tone }) {
  switch (tone) {
    case 'good':
      return <DoneIcon />;
    case 'soft':
      return <UnknownIcon />;
    case 'bad':
      return <ErrorIcon />;
  }
}
