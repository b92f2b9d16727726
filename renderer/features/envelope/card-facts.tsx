/**
 * The facts of an envelope: its keys, its encryption context, and how it was made.
 */
import type { EnvelopeInfo } from '../../../electron/contract/state.ts';
import { count, printable } from '../../format.ts';
import { KeyIcon } from '../../ui/icons.tsx';
import styles from './envelope.module.css';
import { factLines, keyPlace } from './envelope-facts.ts';

export function CardFacts({ info }: { readonly info: EnvelopeInfo }) {
  return (
    <div className={styles['facts']}>
      <section>
        <h3>
          {info.keys.length === 1
            ? 'Key that opens it'
            : `Any one of ${count(info.keys.length, 'key')} opens it`}
        </h3>
        <ul className={styles['keys']}>
          {info.keys.map((key) => (
            <li key={`${key.providerId} ${key.name}`}>
              <KeyIcon />
              <div className={styles['keyText']}>
                <p>{keyPlace(key)}</p>
                <p className={styles['arn']}>{printable(key.name)}</p>
              </div>
            </li>
          ))}
        </ul>
      </section>
      <section>
        <h3>Encryption context</h3>
        <Context context={info.context} />
      </section>
      <section>
        <h3>How it was made</h3>
        <dl className={styles['lines']}>
          {factLines(info).map(([term, description]) => (
            <div key={term}>
              <dt>{term}</dt>
              <dd>{description}</dd>
            </div>
          ))}
        </dl>
      </section>
    </div>
  );
}

function Context({ context }: { readonly context: EnvelopeInfo['context'] }) {
  if (context.length === 0) return <p className={styles['soft']}>None</p>;
  return (
    <table className={styles['context']}>
      <thead>
        <tr>
          <th scope="col">Name</th>
          <th scope="col">Value</th>
        </tr>
      </thead>
      <tbody>
        {context.map(([name, value]) => (
          <tr key={name}>
            <th scope="row">{printable(name)}</th>
            <td>{printable(value)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
