/**
 * What it means that an envelope has no key commitment, and the choice to open it all the same.
 */
import { Checkbox } from '../../ui/checkbox.tsx';
import { WarningIcon } from '../../ui/icons.tsx';
import { Panel } from '../../ui/panel.tsx';
import styles from './envelope.module.css';

export interface UncommittedProps {
  readonly isAllowed: boolean;
  readonly onChange: (isAllowed: boolean) => void;
}

export function Uncommitted({ isAllowed, onChange }: UncommittedProps) {
  return (
    <div className={styles['uncommitted']}>
      <Panel tone="amber" icon={<WarningIcon />}>
        <h3>Made without key commitment by an older tool</h3>
        <p>
          Nothing proves that everybody who opens this envelope gets the same content: whoever made it could
          have made it open differently for different people. Allow it only if you trust where it comes from.
        </p>
        <Checkbox label="Allow for this file" isSelected={isAllowed} onChange={onChange} />
      </Panel>
    </div>
  );
}
