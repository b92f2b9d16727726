/**
 * What this person can do with the chosen key, asked of AWS without doing it, and everything known of the key; nothing
 * while the profile cannot be used.
 */
import type { KeyDetails, SessionState } from '../../../electron/contract/state.ts';
import { printable } from '../../format.ts';
import { Details } from '../../ui/details.tsx';
import { Disclosure } from '../../ui/disclosure.tsx';
import { WarningIcon } from '../../ui/icons.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ToneIcon } from '../../ui/tone-icon.tsx';
import { useNow } from '../../use-now.ts';
import { ErrorText } from '../errors/error-text.tsx';
import styles from './identity.module.css';
import { canBeUsedNow } from './identity-words.ts';
import { abilities } from './keys.ts';

export function KeyHealth({ session }: { readonly session: SessionState }) {
  const now = useNow();
  const { keyArn, keyDetails } = session;
  if (keyArn === null || !canBeUsedNow(session, now)) return null;
  return (
    <div className={styles['health']} aria-busy={keyDetails === null}>
      <div aria-live="polite">
        {keyDetails === null ? (
          <p>Asking what you can do with this key…</p>
        ) : (
          <Abilities details={keyDetails} />
        )}
      </div>
      {keyDetails !== null && (
        <>
          {keyDetails.oneWay && <OneWay />}
          <Refusal details={keyDetails} />
          <Details
            label="Key details"
            facts={keyDetails.facts.map(([name, value]) => [name, printable(value)])}
          />
        </>
      )}
    </div>
  );
}

function Abilities({ details }: { readonly details: KeyDetails }) {
  return (
    <ul className={styles['abilities']} aria-label="With this key">
      {abilities(details).map(({ words, tone }) => (
        <li key={words} data-tone={tone}>
          <ToneIcon tone={tone} />
          {words}
        </li>
      ))}
    </ul>
  );
}

const OneWay = () => (
  <Panel tone="amber" icon={<WarningIcon />}>
    <p>
      You could encrypt with this key but <strong>not decrypt again</strong>.
    </p>
  </Panel>
);

/** What AWS answered; what is only unknown needs no words more. */
function Refusal({ details }: { readonly details: KeyDetails }) {
  const refused = [details.canEncrypt, details.canDecrypt].find(({ answer }) => answer === 'no');
  if (!refused?.error) return null;
  return (
    <Disclosure label="Why not?">
      <ErrorText error={refused.error} />
    </Disclosure>
  );
}
