/**
 * Dropped things that cannot be encrypted, each with the reason: nothing is skipped silently.
 */
import { printable } from '../../format.ts';
import { ArrivingSection } from '../../ui/arriving-section.tsx';
import { Button } from '../../ui/button.tsx';
import { FolderIcon } from '../../ui/icons.tsx';
import { Panel } from '../../ui/panel.tsx';
import { useSnapshot, useStore } from '../../use-store.ts';
import styles from './drop.module.css';
import { refusal } from './intake.ts';

export function RefusedFiles() {
  const store = useStore();
  const refused = useSnapshot((it) => it.refused);
  if (refused.length === 0) return null;
  return (
    <ArrivingSection label="Not encrypted">
      <Panel icon={<FolderIcon />}>
        <h2>Not encrypted</h2>
        <ul className={styles['refused']}>
          {refused.map((ref) => (
            <li key={ref.handle}>
              <bdi className={styles['refusedName']}>{printable(ref.name)}</bdi>
              <span className={styles['soft']}>{refusal(ref)}</span>
            </li>
          ))}
        </ul>
        <div>
          <Button onPress={store.dismissRefused}>Dismiss</Button>
        </div>
      </Panel>
    </ArrivingSection>
  );
}
