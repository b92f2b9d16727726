/**
 * The KMS keys as a list to choose from in place, for files that wait for one.
 */
import { ListBox, ListBoxItem } from 'react-aria-components/ListBox';
import type { KeyView } from '../../../electron/contract/state.ts';
import { useStore } from '../../use-store.ts';
import { isUsable, keyItem } from '../identity/keys.ts';
import styles from './key-choice.module.css';

export interface KeyChoiceProps {
  readonly keys: readonly KeyView[];
  readonly keyArn: string | null;
}

export function KeyChoice({ keys, keyArn }: KeyChoiceProps) {
  const store = useStore();
  const usable = keys.filter(isUsable);
  if (usable.length === 0) return null;
  return (
    <ListBox
      aria-label="KMS key for the waiting files"
      className={styles['keys'] ?? ''}
      selectionMode="single"
      disallowEmptySelection
      selectedKeys={keyArn === null ? [] : [keyArn]}
      onSelectionChange={(selection) => {
        const [arn] = selection === 'all' ? [] : selection;
        if (arn !== undefined) void store.selectKey(String(arn));
      }}
    >
      {usable.map(keyItem).map((item) => (
        <ListBoxItem key={item.id} id={item.id} textValue={item.name} className={styles['choice'] ?? ''}>
          <span className={styles['mark']} />
          <span className={styles['name']}>{item.name}</span>
          <span className={styles['detail']}>{item.detail}</span>
        </ListBoxItem>
      ))}
    </ListBox>
  );
}
