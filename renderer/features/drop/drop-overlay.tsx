/**
 * Shown over the whole window while files are dragged above it. A picture for the pointer: nothing to focus.
 */
import { EnvelopePicture } from '../../ui/illustration.tsx';
import styles from './drop.module.css';

export function DropOverlay() {
  return (
    <div className={styles['overlay']} aria-hidden="true">
      <div className={styles['overlayText']}>
        <EnvelopePicture />
        <p>Drop to add</p>
        <p className={styles['soft']}>Files are encrypted. Envelopes show what they need first.</p>
      </div>
    </div>
  );
}
