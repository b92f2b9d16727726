/**
 * The [Details] disclosure: facts that matter to an administrator, out of the way until asked for.
 */
import { Button } from 'react-aria-components/Button';
import { Disclosure, DisclosurePanel } from 'react-aria-components/Disclosure';
import styles from './details.module.css';
import { DisclosureIcon } from './icons.tsx';

export type Fact = readonly [name: string, value: string];

export function Details({ facts }: { readonly facts: readonly Fact[] }) {
  return (
    <Disclosure className={styles['details'] ?? ''}>
      <Button slot="trigger" className={styles['trigger'] ?? ''}>
        <DisclosureIcon />
        Details
      </Button>
      <DisclosurePanel>
        <dl className={styles['facts']}>
          {facts.map(([name, value]) => (
            <div key={name} className={styles['fact']}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      </DisclosurePanel>
    </Disclosure>
  );
}
