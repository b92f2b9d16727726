/**
 * The [Details] disclosure: facts that matter to an administrator.
 */
import styles from './details.module.css';
import { Disclosure } from './disclosure.tsx';

export type Fact = readonly [name: string, value: string];

export interface DetailsProps {
  readonly label?: string;
  readonly facts: readonly Fact[];
}

export function Details({ label = 'Details', facts }: DetailsProps) {
  return (
    <Disclosure label={label}>
      <dl className={styles['facts']}>
        {facts.map(([name, value]) => (
          <div key={name} className={styles['fact']}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </Disclosure>
  );
}
