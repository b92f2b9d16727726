/**
 * A line of text that opens what is behind it, out of the way and of the keyboard until asked for.
 */
import type { ReactNode } from 'react';
import { Button } from 'react-aria-components/Button';
import { Disclosure as AriaDisclosure, DisclosurePanel } from 'react-aria-components/Disclosure';
import styles from './disclosure.module.css';
import { DisclosureIcon } from './icons.tsx';

export interface DisclosureProps {
  readonly label: string;
  readonly isOpenAtFirst?: boolean;
  readonly children: ReactNode;
}

export function Disclosure({ label, isOpenAtFirst = false, children }: DisclosureProps) {
  return (
    <AriaDisclosure className={styles['disclosure'] ?? ''} defaultExpanded={isOpenAtFirst}>
      <Button slot="trigger" className={styles['trigger'] ?? ''}>
        <DisclosureIcon />
        {label}
      </Button>
      <DisclosurePanel className={styles['panel'] ?? ''}>{children}</DisclosurePanel>
    </AriaDisclosure>
  );
}
